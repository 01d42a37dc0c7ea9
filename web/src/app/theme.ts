import { createTheme, type MantineColorsTuple, Menu, Popover, Tooltip } from '@mantine/core'

const accent: MantineColorsTuple = [
  '#eef0fc',
  '#dcdff8',
  '#b9bef1',
  '#949ce9',
  '#747ee0',
  '#5a66d6',
  '#4550c8',
  '#3a44ad',
  '#303990',
  '#262d73',
]

const dark: MantineColorsTuple = [
  '#e8e9ed',
  '#c9ccd4',
  '#a3a8b4',
  '#757b89',
  '#454954',
  '#33363f',
  '#24262c',
  '#17181c',
  '#121317',
  '#0d0e11',
]

const font = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Ubuntu, sans-serif'

/** Four text sizes, a 4/8 px grid, one accent colour, motion short enough not to wait for. */
export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 5 },
  colors: { accent, dark },
  fontFamily: font,
  headings: { fontFamily: font, fontWeight: '600' },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '18px', xl: '18px' },
  spacing: { xs: '4px', sm: '8px', md: '16px', lg: '24px', xl: '32px' },
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Tooltip: Tooltip.extend({ defaultProps: { withinPortal: true, transitionProps: { duration: 80 } } }),
    Menu: Menu.extend({
      defaultProps: {
        transitionProps: { duration: 100, transition: 'fade' },
        shadow: 'md',
        // The first item has the focus at once. Beside its button; on a phone there is only room above.
        withInitialFocusPlaceholder: false,
        middlewares: { flip: { fallbackPlacements: ['left-end', 'top-end', 'top-start'] }, shift: true },
      },
    }),
    Popover: Popover.extend({
      defaultProps: { transitionProps: { duration: 100, transition: 'fade' }, shadow: 'md' },
    }),
    // By its name alone: dialogs are loaded when the first one opens.
    Modal: {
      defaultProps: {
        transitionProps: { duration: 120, transition: 'fade' },
        overlayProps: { backgroundOpacity: 0.4 },
      },
    },
  },
})

import '@mantine/core/styles/ScrollArea.css'
import '@mantine/core/styles/Input.css'
import '@mantine/spotlight/styles.css'
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import { Search } from 'lucide-react'
import { useEffect } from 'react'
import { usePaletteConversations } from '@/features/workspace'
import { type Action, useAllActions } from '@/shared/actions'
import { useT } from '@/shared/i18n'
import { Keys } from '@/shared/ui'

const [store, spotlight] = createSpotlight()

/** Reaches everything: what can be done, and the conversations at hand. */
export function Palette({ onClose }: { onClose: () => void }) {
  const t = useT()
  const actions = once(useAllActions().filter(a => !a.disabled && a.id !== 'palette'))
  const conversations = usePaletteConversations()
  useEffect(() => {
    spotlight.open()
    return () => spotlight.close()
  }, [])
  return (
    <Spotlight
      store={store}
      shortcut={null}
      zIndex={200}
      onSpotlightClose={onClose}
      nothingFound={t('palette.nothing')}
      scrollable
      maxHeight={420}
      transitionProps={{ duration: 100 }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.4 }}
      attributes={{ content: { 'aria-label': t('palette.open') } }}
      scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      searchProps={{
        leftSection: <Search size={18} />,
        placeholder: t('palette.open'),
        'aria-label': t('palette.open'),
      }}
      actions={[
        {
          group: t('palette.actions'),
          actions: actions.map(({ id, label, icon: Icon, keys, run }) => ({
            id,
            label: t(label),
            leftSection: <Icon size={16} />,
            rightSection: keys ? <Keys keys={keys} /> : undefined,
            // After the palette has let go of the focus, which the action may take.
            onClick: () => setTimeout(run, 150),
          })),
        },
        { group: t('palette.conversations'), actions: conversations },
      ]}
    />
  )
}

/** What has two keys is still one line. */
function once(actions: readonly Action[]): Action[] {
  return actions.filter((a, i) => actions.findIndex(b => b.label === a.label) === i)
}

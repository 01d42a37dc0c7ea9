import { preference } from '@/shared/preference'

/** `i` shows the contact, `x` hides it; where there is room it is there from the start. */
export const panelShown = preference(
  'pronto.panel',
  globalThis.matchMedia?.('(min-width: 1200px)').matches ?? true,
)

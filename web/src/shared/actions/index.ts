export { ActionButton } from './ActionButton'
export { type Action, ActionsProvider, useActions, useAllActions } from './actions'
export { isPlain, showKeys } from './keys'
export { plainKeys, useShortcuts } from './shortcuts'

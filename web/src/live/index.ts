export { conversationTopic, isOpen, Live, type LiveState, rowOf, rowsOf } from './live'
export { LiveProvider, sameRows, useLive, useLiveStore } from './react'
export type { Phase } from './socket'
export { browserWorld } from './world'

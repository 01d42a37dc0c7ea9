export { useStatusActions } from './actions'
export { useStatus } from './queries'
export { StatusButton } from './StatusButton'

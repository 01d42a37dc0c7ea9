export { Avatar, initials } from './Avatar'
export { Empty } from './Empty'
export { ErrorNote } from './ErrorNote'
export { Keys } from './Keys'

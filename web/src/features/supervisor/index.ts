export { loadRoomWords } from '@/features/workspace'
export { Room } from './Room'
export { Wall } from './Wall'

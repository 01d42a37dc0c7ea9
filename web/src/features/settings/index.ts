export { Settings } from './Settings'
export { loadWords } from './words'

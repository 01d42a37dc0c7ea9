export * from './i18n'
export { problemText } from './problems'

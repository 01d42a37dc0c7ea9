export { api, call, onSignedOut } from './client'
export { ApiError, asApiError } from './problem'
export type * from './types'
export { type Upload, uploadFile } from './upload'

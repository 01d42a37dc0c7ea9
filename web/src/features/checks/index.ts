export { ChecksSign, useAttention } from './Sign'

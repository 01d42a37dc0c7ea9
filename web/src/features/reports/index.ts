export { loadMineWords } from '@/shared/i18n/mine'
export { loadReportsWords } from '@/shared/i18n/reports'
export { AgentDay } from './day/AgentDay'
export { Reports } from './Reports'

export { beginProgress, keepProgress, readProgress } from './progress.ts'
export { changeSettings, modelInUse, readSettings } from './settings.ts'
export { hasBudget, noteUsage, readUsage } from './usage.ts'

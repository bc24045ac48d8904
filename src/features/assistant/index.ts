export { hasBudget, noteUsage, readUsage } from './usage.ts'

import { confirmCommand } from './parts/confirm-command.ts'

/** In the transaction that marks the press as done: both happen, or none. */
export const command = confirmCommand('confirm-write', false)

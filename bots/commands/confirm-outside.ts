import { confirmCommand } from './parts/confirm-command.ts'

/** For commands that no transaction may wait for. What a crash leaves undone is not done: the press was used. */
export const command = confirmCommand('confirm-outside', true)

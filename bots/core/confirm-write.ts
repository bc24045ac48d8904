/** For surfaces that cannot undo: a write is told first, and done when the same caller says so again. */
export { askConfirmation, redeemConfirmation } from '#features/chats/index.ts'

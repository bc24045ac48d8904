import { defineFeature } from '#contracts/feature.ts'
import { finishOAuth } from './connect-workspace.ts'
import { reopenSandboxes } from './reopen-sandboxes.ts'

export { claimInput, keepAnswer, readAnswer } from './answers.ts'
export type { StoredAnswer } from './answers.ts'
export {
  findButton,
  findLink,
  findMember,
  findMemberOfUser,
  findWorkspace,
  findWorkspaces,
} from './across-orgs.ts'
export type { ButtonRow, FoundLink, WorkspaceRow } from './across-orgs.ts'
export { markWorkspaceLost } from './change-workspace.ts'
export { askConfirmation, redeemConfirmation } from './confirmations.ts'
export type { Confirmation } from './confirmations.ts'
export { connectFound, connectSandbox, memberCtx, sandboxHandle } from './connect-workspace.ts'
export { chooseChannel } from './choose-channel.ts'
export { findCopy, keepCopy, redrawCopy, wantDrawn } from './copies.ts'
export type { CopyRow } from './copies.ts'
export { forgetInputParts, readInputParts, storeInputPart } from './input-parts.ts'
export { markInputDone, readInput, storeInput } from './inputs.ts'
export { linkPerson, touchLink } from './link-person.ts'
export { forgetPrompt, promptOf, savePrompt } from './prompts.ts'
export type { ChatPrompt, PromptPlace } from './prompts.ts'
export { readCard } from './read-card.ts'
export { moveWorkspace } from './move-workspace.ts'
export { newChatToken, readChatToken, takeChatToken } from './tokens.ts'
export type { ChatToken } from './tokens.ts'
export { queueCopies } from './queue-copies.ts'
export { drawCard, toView } from './view.ts'
export type { DrawnCard } from './view.ts'
export { openWorkspace, surfaceOf, workspaceIo } from './workspace-io.ts'
export type { OpenedWorkspace } from './workspace-io.ts'

export const feature = defineFeature({ finishOAuth, start: reopenSandboxes })

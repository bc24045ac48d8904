export { addPastTalks } from './add-past-talks.ts'
export type { PastMessage, PastTalk } from './add-past-talks.ts'
export { card } from './cards/conversation.ts'
export { claimButton, openButton, reopenButton, resolveButton, webButton } from './conversation-buttons.ts'
export { conversationChanged, messageChanged, messageCreated, messageReceived } from './events.ts'
export { applyEvent } from './inbound/apply-event.ts'
export { markRead } from './mark-read.ts'
export {
  assignConversation,
  labelConversation,
  setPriority,
  setStatus,
  starConversation,
} from './organise.ts'
export { decideWindow, senderKind } from './outbound/window.ts'
export {
  getConversation,
  getCounts,
  listContactConversations,
  listConversations,
  listLabels,
  listMessages,
  searchMessages,
} from './queries.ts'
export { deleteSavedReply, fillSavedReply, listSavedReplies, saveSavedReply } from './saved-replies.ts'
export type { StoredAttachment } from './schema.ts'
export { sendReply } from './send-reply.ts'
export { retryMessage, settleUnknown } from './settle-message.ts'
export { renderTemplate, templateValues, valuesFrom } from './template.ts'
export type { TemplateValues } from './template.ts'
export { undo } from './undo.ts'
export { toMessageView } from './views.ts'
export { writeNote } from './write-note.ts'
export { since } from '#kernel/since.ts'

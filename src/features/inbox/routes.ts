import { OpenAPIHono, createRoute, z } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, idParams, jsonBody, ok, pageQuery } from '#contracts/http.ts'
import { markRead } from './mark-read.ts'
import {
  assignConversation,
  labelConversation,
  setPriority,
  setStatus,
  starConversation,
} from './organise.ts'
import {
  countUnread,
  getConversation,
  getCounts,
  listContactConversations,
  listConversations,
  listLabels,
  listMessages,
  searchMessages,
} from './queries.ts'
import { deleteSavedReply, fillSavedReply, listSavedReplies, saveSavedReply } from './saved-replies.ts'
import {
  assignInput,
  changed,
  conversationView,
  countsView,
  labelInput,
  listQuery,
  listedConversation,
  messageView,
  priorityInput,
  readInput,
  savedReplyInput,
  savedReplyView,
  searchHit,
  searchQuery,
  sendReplyInput,
  settleInput,
  starInput,
  statusInput,
  undoInput,
  writeNoteInput,
} from './schema.ts'
import { sendReply } from './send-reply.ts'
import { retryMessage, settleUnknown } from './settle-message.ts'
import { undo } from './undo.ts'
import { writeNote } from './write-note.ts'

const tags = ['Inbox']
const list = <T extends z.ZodType>(item: T) => answer(z.array(item))

const routeList = createRoute({
  method: 'get',
  path: '/conversations',
  tags,
  summary: 'List conversations',
  request: { query: listQuery.extend(pageQuery.shape) },
  responses: list(listedConversation),
})
const routeGet = createRoute({
  method: 'get',
  path: '/conversations/{id}',
  tags,
  summary: 'One conversation, with its messaging window',
  request: { params: idParams },
  responses: answer(conversationView),
})
const routeMessages = createRoute({
  method: 'get',
  path: '/conversations/{id}/messages',
  tags,
  summary: 'The thread, newest first',
  request: { params: idParams, query: pageQuery },
  responses: list(messageView),
})
const routeByContact = createRoute({
  method: 'get',
  path: '/contacts/{id}/conversations',
  tags,
  summary: 'Conversations of one contact',
  request: { params: idParams },
  responses: list(listedConversation),
})
const routeCounts = createRoute({
  method: 'get',
  path: '/counts',
  tags,
  summary: 'Counts of the tabs',
  responses: answer(countsView),
})
const routeUnread = createRoute({
  method: 'get',
  path: '/unread',
  tags,
  summary: "How many open conversations, mine or nobody's, hold something unread; at most 100",
  responses: answer(z.object({ unread: z.number().int() })),
})
const routeLabels = createRoute({
  method: 'get',
  path: '/labels',
  tags,
  summary: 'Labels in use',
  responses: list(z.object({ name: z.string(), hue: z.number() })),
})
const routeSearch = createRoute({
  method: 'get',
  path: '/search',
  tags,
  summary: 'Search all messages',
  request: { query: searchQuery.extend(pageQuery.shape) },
  responses: list(searchHit),
})
const routeReply = createRoute({
  method: 'post',
  path: '/replies',
  tags,
  summary: 'Answer the customer',
  request: { body: jsonBody(sendReplyInput) },
  responses: list(messageView),
})
const routeNote = createRoute({
  method: 'post',
  path: '/notes',
  tags,
  summary: 'Write an internal note',
  request: { body: jsonBody(writeNoteInput) },
  responses: answer(messageView),
})
const act = <P extends string, T extends z.ZodType>(path: P, summary: string, schema: T) =>
  createRoute({
    method: 'post',
    path,
    tags,
    summary,
    request: { body: jsonBody(schema) },
    responses: answer(changed),
  })
const routeAssign = act('/assign', 'Assign to a member, or to nobody', assignInput)
const routeLabel = act('/label', 'Add and remove labels', labelInput)
const routePriority = act('/priority', 'Set the priority', priorityInput)
const routeStar = act('/star', 'Star or unstar', starInput)
const routeStatus = act('/status', 'Open, set pending, snooze or resolve', statusInput)
const routeUndo = act('/undo', 'Take an act of yours back', undoInput)
const routeRead = createRoute({
  method: 'post',
  path: '/read',
  tags,
  summary: 'Say how far you have read',
  request: { body: jsonBody(readInput) },
  responses: answer(z.object({ unread: z.number() })),
})
const routeRetry = createRoute({
  method: 'post',
  path: '/messages/{id}/retry',
  tags,
  summary: 'Send a failed message again',
  request: { params: idParams },
  responses: answer(messageView),
})
const routeSettle = createRoute({
  method: 'post',
  path: '/messages/{id}/settle',
  tags,
  summary: 'Say what became of a message whose fate is unknown',
  request: { params: idParams, body: jsonBody(settleInput.pick({ verdict: true })) },
  responses: answer(messageView),
})
const routeSaved = createRoute({
  method: 'get',
  path: '/saved-replies',
  tags,
  summary: 'Saved replies',
  responses: list(savedReplyView),
})
const routeSave = createRoute({
  method: 'post',
  path: '/saved-replies',
  tags,
  summary: 'Create a saved reply',
  request: { body: jsonBody(savedReplyInput) },
  responses: answer(savedReplyView),
})
const routeSaveChange = createRoute({
  method: 'put',
  path: '/saved-replies/{id}',
  tags,
  summary: 'Change a saved reply',
  request: { params: idParams, body: jsonBody(savedReplyInput) },
  responses: answer(savedReplyView),
})
const routeSavedDelete = createRoute({
  method: 'delete',
  path: '/saved-replies/{id}',
  tags,
  summary: 'Delete a saved reply',
  request: { params: idParams },
  responses: answer(z.null()),
})
const routeFill = createRoute({
  method: 'post',
  path: '/saved-replies/{id}/fill',
  tags,
  summary: 'The text for a conversation, variables filled in',
  request: { params: idParams, body: jsonBody(z.object({ conversationId: z.uuid() })) },
  responses: answer(z.object({ text: z.string() })),
})

export const routes = new OpenAPIHono<HttpEnv>()
  .openapi(routeList, async (c) => {
    const { cursor, limit, ...query } = c.req.valid('query')
    const page = await listConversations(c.get('ctx'), query, { cursor, limit })
    return ok(c, page.items, page.cursor)
  })
  .openapi(routeGet, async (c) =>
    ok(c, await getConversation(c.get('ctx'), { conversationId: c.req.valid('param').id })),
  )
  .openapi(routeMessages, async (c) => {
    const page = await listMessages(c.get('ctx'), {
      conversationId: c.req.valid('param').id,
      ...c.req.valid('query'),
    })
    return ok(c, page.items, page.cursor)
  })
  .openapi(routeByContact, async (c) =>
    ok(c, await listContactConversations(c.get('ctx'), c.req.valid('param').id)),
  )
  .openapi(routeCounts, async (c) => ok(c, await getCounts(c.get('ctx'))))
  .openapi(routeUnread, async (c) => ok(c, await countUnread(c.get('ctx'))))
  .openapi(routeLabels, async (c) => ok(c, await listLabels(c.get('ctx'))))
  .openapi(routeSearch, async (c) => {
    const { q, ...page } = c.req.valid('query')
    const hits = await searchMessages(c.get('ctx'), q, page)
    return ok(c, hits.items, hits.cursor)
  })
  .openapi(routeReply, async (c) => ok(c, await sendReply(c.get('ctx'), c.req.valid('json'))))
  .openapi(routeNote, async (c) => ok(c, await writeNote(c.get('ctx'), c.req.valid('json'))))
  .openapi(routeAssign, async (c) => ok(c, await assignConversation(c.get('ctx'), c.req.valid('json'))))
  .openapi(routeLabel, async (c) => ok(c, await labelConversation(c.get('ctx'), c.req.valid('json'))))
  .openapi(routePriority, async (c) => ok(c, await setPriority(c.get('ctx'), c.req.valid('json'))))
  .openapi(routeStar, async (c) => ok(c, await starConversation(c.get('ctx'), c.req.valid('json'))))
  .openapi(routeStatus, async (c) => ok(c, await setStatus(c.get('ctx'), c.req.valid('json'))))
  .openapi(routeUndo, async (c) => ok(c, await undo(c.get('ctx'), c.req.valid('json'))))
  .openapi(routeRead, async (c) => ok(c, await markRead(c.get('ctx'), c.req.valid('json'))))
  .openapi(routeRetry, async (c) =>
    ok(c, await retryMessage(c.get('ctx'), { messageId: c.req.valid('param').id })),
  )
  .openapi(routeSettle, async (c) =>
    ok(c, await settleUnknown(c.get('ctx'), { messageId: c.req.valid('param').id, ...c.req.valid('json') })),
  )
  .openapi(routeSaved, async (c) => ok(c, await listSavedReplies(c.get('ctx'))))
  .openapi(routeSave, async (c) => ok(c, await saveSavedReply(c.get('ctx'), c.req.valid('json'))))
  .openapi(routeSaveChange, async (c) =>
    ok(c, await saveSavedReply(c.get('ctx'), { id: c.req.valid('param').id, ...c.req.valid('json') })),
  )
  .openapi(routeSavedDelete, async (c) => {
    await deleteSavedReply(c.get('ctx'), c.req.valid('param'))
    return ok(c, null)
  })
  .openapi(routeFill, async (c) =>
    ok(c, await fillSavedReply(c.get('ctx'), { id: c.req.valid('param').id, ...c.req.valid('json') })),
  )

export type Routes = typeof routes

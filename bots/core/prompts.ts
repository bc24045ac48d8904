/** State of a form that is asked field by field, for surfaces that have no forms of their own. */
export { forgetPrompt, promptOf, savePrompt } from '#features/chats/index.ts'
export type { ChatPrompt, PromptPlace } from '#features/chats/index.ts'

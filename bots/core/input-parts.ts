/** Acts that a vendor tells in parts, until they are one. */
export { forgetInputParts, readInputParts, storeInputPart } from '#features/chats/index.ts'

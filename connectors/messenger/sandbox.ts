import type { MakeSandbox } from '#contracts/sandbox.ts'
import { makeMetaSandbox } from '../_meta/sandbox.ts'

export const makeMessengerSandbox: MakeSandbox = (options) => makeMetaSandbox('messenger', options)

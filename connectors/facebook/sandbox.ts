import type { MakeSandbox } from '#contracts/sandbox.ts'
import { makeMetaSandbox } from '../_meta/sandbox.ts'

export const makeFacebookSandbox: MakeSandbox = (options) => makeMetaSandbox('facebook', options)

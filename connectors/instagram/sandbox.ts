import type { MakeSandbox } from '#contracts/sandbox.ts'
import { makeMetaSandbox } from '../_meta/sandbox.ts'

export const makeInstagramSandbox: MakeSandbox = (options) => makeMetaSandbox('instagram', options)

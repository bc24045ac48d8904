import type { ChatInput } from '#contracts/surface.ts'
import type { App } from '#kernel/app.ts'
import { systemJobSpec } from '#kernel/outbox.ts'
import { storeInput } from '#features/chats/index.ts'
import { job } from './jobs/handle-input.ts'

/**
 * Takes in what a person did; called by a surface after it has verified it. When this resolves the act is
 * committed with the job that does it, and may be acknowledged to the vendor.
 *
 * @returns `known`: the vendor repeats itself.
 */
export async function receive(app: App, input: ChatInput): Promise<'stored' | 'known'> {
  const stored = await storeInput(app, input, (inputId) => systemJobSpec(job, { inputId }))
  return stored ? 'stored' : 'known'
}

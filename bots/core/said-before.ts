import { getConversation } from '#features/inbox/index.ts'
import { getPost } from '#features/posts/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { AppError } from '#kernel/errors.ts'
import type { Meaning } from './words/meaning.ts'

/** So long "make that 10:30" still means what was said before. */
const rememberMs = 30 * 60_000

interface Place {
  place?: string
}

const keyOf = (ctx: Ctx, { place }: Place) => `${ctx.orgId}:said:${ctx.memberId ?? ''}:${place ?? ''}`

/** What the same person meant just before in the same place. Forgotten with the process: then they are asked. */
export async function contextOf(ctx: Ctx, said: Place): Promise<Meaning | undefined> {
  if (said.place === undefined) return undefined
  const kept = await ctx.cache.get<{ meaning: Meaning | null }>(keyOf(ctx, said), 1_000, () =>
    Promise.resolve({ meaning: null }),
  )
  return kept.meaning ?? undefined
}

export async function keepContext(ctx: Ctx, said: Place, meaning: Meaning): Promise<void> {
  if (said.place === undefined || meaning.kind !== 'command') return
  const key = keyOf(ctx, said)
  await ctx.cache.delete(key)
  await ctx.cache.get(key, rememberMs, () => Promise.resolve({ meaning }))
}

/** What came after it was not read here: the words that follow go on from that. */
export const forgetContext = (ctx: Ctx, said: Place): Promise<void> => ctx.cache.delete(keyOf(ctx, said))

/** The card or thread in which it was typed, as people number it. */
export async function placeOf(
  ctx: Ctx,
  about: { type: string; id: string } | undefined,
): Promise<{ post?: string; conversation?: string } | undefined> {
  try {
    if (about?.type === 'post') return { post: String((await getPost(ctx, { postId: about.id })).number) }
    if (about?.type === 'conversation')
      return { conversation: String((await getConversation(ctx, { conversationId: about.id })).number) }
  } catch (error) {
    // It is gone, or not for the eyes of who writes: then the words mean what they say.
    if (!(error instanceof AppError)) throw error
  }
  return undefined
}

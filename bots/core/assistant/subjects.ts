import type { Ctx } from '#kernel/app.ts'
import { precondition } from '#kernel/errors.ts'
import { getConversation } from '#features/inbox/index.ts'
import { findPosts } from '#features/posts/index.ts'

/** What a write is about, as it is now: the person reads its name, and what changes meanwhile is not touched. */
export interface Subject {
  argument: string
  /** As the command takes it. */
  value: string
  label: string
  seen: Array<[type: string, id: string, version: string]>
}

/** Throws an AppError in words where there is no such post or conversation, or several may be meant. */
export async function subjectsOf(ctx: Ctx, args: Record<string, string>): Promise<Subject[]> {
  const { post, conversation } = args
  return [
    ...(post === undefined ? [] : [await postsOf(ctx, post)]),
    ...(conversation === undefined ? [] : [await conversationOf(ctx, conversation)]),
  ]
}

async function postsOf(ctx: Ctx, said: string): Promise<Subject> {
  const several = /^#?\d+(\s*,\s*#?\d+)+$/.test(said) ? said.split(',').map((one) => one.trim()) : [said]
  const posts = []
  for (const one of several) {
    const [found, ...others] = await findPosts(ctx, one)
    if (!found) throw precondition(`There is no post like “${one.slice(0, 80)}”.`)
    if (others.length > 0)
      throw precondition(`Several posts may be meant by “${one.slice(0, 80)}”. Use its number.`)
    posts.push(found)
  }
  return {
    argument: 'post',
    value: posts.map((found) => String(found.number)).join(','),
    label: posts.map((found) => `#${found.number} ${found.title}`).join(', '),
    seen: await Promise.all(posts.map((found) => stateOf(ctx, 'post', found.id))),
  }
}

async function conversationOf(ctx: Ctx, said: string): Promise<Subject> {
  const found = await getConversation(ctx, { number: Number(said.replace('#', '')) })
  return {
    argument: 'conversation',
    value: String(found.number),
    label: `#${found.number} ${found.contact.name}`,
    seen: [await stateOf(ctx, 'conversation', found.id)],
  }
}

async function stateOf(ctx: Ctx, type: string, id: string): Promise<[string, string, string]> {
  return [type, id, (await ctx.cards.get(type)?.version?.(ctx, id)) ?? '']
}

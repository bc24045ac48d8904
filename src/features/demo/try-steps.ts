import type { Ctx } from '#kernel/app.ts'

export interface TryStep {
  title: string
  text: string
  /** A page of the app, or another address. */
  href: string
  done: boolean
}

/** The journey of a newcomer; each step leads to the real screen, and ticks itself off by what happened. */
export async function listTrySteps(ctx: Ctx): Promise<TryStep[]> {
  return [{ title: 'Answer', text: 'Answer', href: '/inbox', done: ctx.orgId === '' }]
}

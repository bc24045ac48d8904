import type { Ctx } from '#kernel/app.ts'

/** Some rules to look at and to play with. */
export async function demoRules(_owner: Ctx): Promise<void> {}

import { findMember } from '#features/orgs/index.ts'
import type { CommandCtx } from '#contracts/command.ts'

const id = /^[0-9a-f]{8}-[0-9a-f-]{27}$/

/** A member by what people say, or by the id that a form's choice carries. */
export async function memberOf(ctx: CommandCtx, said: string): Promise<string> {
  return id.test(said) ? said : (await findMember(ctx, said)).id
}

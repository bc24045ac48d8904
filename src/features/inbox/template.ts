import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { notFound } from '#kernel/errors.ts'
import { isStandIn } from '#features/contacts/index.ts'
import type { templateVariables } from './schema.ts'

export type TemplateValues = Record<keyof typeof templateVariables, string>

/** Values of the variables for a conversation. */
export async function templateValues(ctx: Ctx, conversationId: string): Promise<TemplateValues> {
  const { rows } = await sql<{ name: string; username: string | null; channel: string; org: string | null }>`
    select p.name, i.username, h.name as channel, (select name from own_org) as org
    from conversations c
    join contacts p on p.org_id = c.org_id and p.id = c.contact_id
    join contact_identities i on i.org_id = c.org_id and i.id = c.identity_id
    join channels h on h.org_id = c.org_id and h.id = c.channel_id
    where c.org_id = ${ctx.orgId} and c.id = ${conversationId}`.execute(ctx.db)
  const facts = rows[0]
  if (!facts) throw notFound('conversation')
  return valuesFrom({ ...facts, org: facts.org ?? '', agent: ctx.actor.name })
}

export function valuesFrom(facts: {
  name: string
  username: string | null
  channel: string
  org: string
  agent: string
}): TemplateValues {
  // Empty where the platform told no name, so that the text's own fallback stands there.
  const name = isStandIn(facts.name) ? '' : facts.name
  const username = facts.username ?? name
  return {
    name,
    firstName: name.split(/\s+/)[0] ?? name,
    username,
    igUsername: username,
    channel: facts.channel,
    agent: facts.agent,
    org: facts.org,
  }
}

/** `{firstName}` becomes its value; `{firstName|there}` says what stands there when it is empty. Others stay. */
export function renderTemplate(text: string, values: TemplateValues): string {
  return text.replace(/\{(\w+)(?:\|([^{}]*))?\}/g, (whole, name: string, fallback: string | undefined) => {
    if (!(name in values)) return whole
    return values[name as keyof TemplateValues] || (fallback ?? '')
  })
}

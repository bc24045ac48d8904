import { sql } from 'kysely'
import { messageReceived } from '#features/inbox/index.ts'
import type { LogEvent, Tx } from './follow-log.ts'

/** From opened to resolved. One conversation has at most one that runs. */
interface Spell {
  org: string
  conversation: string
  channel: string
  opened: string
  first: string | null
  answered: string | null
  by: 'rule' | 'person' | null
  resolved: string | null
}

/** Opened, first written to, first answered by whom, resolved: the times that first response and resolution need. */
export async function followSpells(tx: Tx, events: LogEvent[]): Promise<void> {
  const conversations = [...new Set(events.flatMap((event) => event.conversation ?? []))]
  if (conversations.length === 0) return
  const running = await runningSpells(tx, conversations)
  const touched: Spell[] = []
  const touch = (spell: Spell) => {
    if (!touched.includes(spell)) touched.push(spell)
  }
  for (const event of events) {
    const id = event.conversation
    const change = changeOf(event)
    if (!id || !change) continue
    let spell = running.get(id)
    if (!spell && (change.kind === 'asks' || change.kind === 'opens')) {
      spell = {
        org: event.orgId,
        conversation: id,
        channel: change.channel,
        opened: change.at,
        first: null,
        answered: null,
        by: null,
        resolved: null,
      }
      running.set(id, spell)
      touch(spell)
    }
    if (!spell) continue
    if (change.kind === 'asks' && spell.first === null) spell.first = change.at
    else if (change.kind === 'answers' && spell.first !== null && spell.answered === null) {
      spell.answered = change.at < spell.first ? spell.first : change.at
      spell.by = change.by
    } else if (change.kind === 'resolves') {
      spell.resolved = change.at < spell.opened ? spell.opened : change.at
      running.delete(id)
    } else continue
    touch(spell)
  }
  await store(tx, touched)
}

type Change =
  | { kind: 'asks' | 'opens'; at: string; channel: string }
  | { kind: 'answers'; at: string; by: 'rule' | 'person' }
  | { kind: 'resolves'; at: string }

function changeOf(event: LogEvent): Change | undefined {
  const { type, kind, author, saidAt, channel, newStatus } = event
  const at = event.at.toISOString()
  if (newStatus === 'resolved') return { kind: 'resolves', at }
  if (newStatus === 'open') return channel === null ? undefined : { kind: 'opens', at, channel }
  if (kind !== 'message' || saidAt === null || author === null || author === 'system') return undefined
  if (author !== 'contact') return { kind: 'answers', at: saidAt, by: author === 'rule' ? 'rule' : 'person' }
  // History that comes in later asks nothing now.
  const asks = type === messageReceived.type && !event.isLate && channel !== null
  return asks ? { kind: 'asks', at: saidAt, channel } : undefined
}

async function runningSpells(tx: Tx, conversations: string[]): Promise<Map<string, Spell>> {
  const { rows } =
    await sql<Spell>`select org_id as org, conversation_id as conversation, channel_id as channel,
      opened_at as opened, first_message_at as first, answered_at as answered, answered_by as by, null as resolved
    from conversation_spells where conversation_id = any(${conversations}::uuid[]) and resolved_at is null`.execute(
      tx,
    )
  const text = (at: unknown) => (at instanceof Date ? at.toISOString() : null)
  return new Map(
    rows.map((row) => [
      row.conversation,
      { ...row, opened: text(row.opened) ?? '', first: text(row.first), answered: text(row.answered) },
    ]),
  )
}

async function store(tx: Tx, spells: Spell[]): Promise<void> {
  if (spells.length === 0) return
  // A conversation that was deleted meanwhile is measured no more. Ended spells first: one may run at a time.
  const rows = [...spells].sort((a, b) => Number(a.resolved === null) - Number(b.resolved === null))
  for (const part of [
    rows.filter((one) => one.resolved !== null),
    rows.filter((one) => one.resolved === null),
  ]) {
    if (part.length === 0) continue
    await sql`insert into conversation_spells as s
        (org_id, conversation_id, opened_at, channel_id, first_message_at, answered_at, answered_by, resolved_at)
      select org, conversation, opened, channel, first, answered, by, resolved
      from jsonb_to_recordset(${JSON.stringify(part)}::text::jsonb) r(org uuid, conversation uuid, channel uuid,
        opened timestamptz, first timestamptz, answered timestamptz, by text, resolved timestamptz)
      where exists (select from conversations c where c.org_id = r.org and c.id = r.conversation)
      on conflict (org_id, conversation_id, opened_at) do update set first_message_at = excluded.first_message_at,
        answered_at = excluded.answered_at, answered_by = excluded.answered_by, resolved_at = excluded.resolved_at`.execute(
      tx,
    )
  }
}

import type { Tone } from '../../ui/badge.tsx'
import type { Approval, Decision } from './approvals-api.ts'

export const stateWords: Record<Approval['state'], { label: string; tone: Tone }> = {
  pending: { label: 'Waiting', tone: 'info' },
  granted: { label: 'Approved', tone: 'good' },
  changes_requested: { label: 'Changes requested', tone: 'warn' },
  rejected: { label: 'Rejected', tone: 'bad' },
  withdrawn: { label: 'Withdrawn', tone: 'plain' },
  replaced: { label: 'Replaced by a newer version', tone: 'plain' },
  expired: { label: 'Not approved in time', tone: 'warn' },
}

export const decisionWords: Record<Decision['decision'], string> = {
  requested: 'asked for approval',
  approve: 'approved',
  request_changes: 'requested changes',
  reject: 'rejected',
  delegate: 'asked somebody else',
  hold: 'put it on hold',
  release: 'took it off hold',
  withdraw: 'withdrew it',
  replace: 'changed it, which asks anew',
  expire: 'was not approved in time',
  remind: 'sent a reminder',
  escalate: 'asked others, too',
}

/** What happens when nobody approves in time. */
export const lateWords: Record<Approval['onLate'], string> = {
  hold: 'then it waits on hold',
  next_slot: 'then it moves to the next free slot',
  approve: 'then it counts as approved',
}

export const openStage = (approval: Approval) => approval.stages.find((stage) => stage.state === 'open')

/** Whether this member is waited for. */
export const waitsFor = (approval: Approval, memberId: string | null): boolean =>
  approval.state === 'pending' &&
  (openStage(approval)?.waiting.some((one) => one.memberId === memberId) ?? false)

/** "1 of 2 approved · waits for Ana and Ben". */
export function progressWords(approval: Approval): string {
  const stage = openStage(approval)
  if (approval.state !== 'pending' || !stage) return stateWords[approval.state].label
  const names = stage.waiting.map(({ name }) => name)
  const list = new Intl.ListFormat('en', { type: stage.rule === 'all' ? 'conjunction' : 'disjunction' })
  const shown = names.length > 3 ? [...names.slice(0, 3), `${names.length - 3} more`] : names
  const who = names.length > 0 ? `waits for ${list.format(shown)}` : 'nobody can decide it: check the policy'
  return stage.need > 1 ? `${stage.have.length} of ${stage.need} · ${who}` : who
}

/** "Thu, 12 Mar 2026, 09:00 (Europe/Berlin)": where a time is planned, its zone is written. */
export function zonedTime(at: string, zone?: string | null): string {
  const timeZone = zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  const text = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  }).format(new Date(at))
  return `${text} (${timeZone})`
}

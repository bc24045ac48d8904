import type { PostRowView, PostState, TargetState } from '#features/posts/schema.ts'
import type { Tone } from '../../ui/badge.tsx'

interface Words {
  label: string
  tone: Tone
}

export const stateWords: Record<PostState, Words> = {
  draft: { label: 'Draft', tone: 'plain' },
  in_review: { label: 'In review', tone: 'info' },
  changes_requested: { label: 'Changes asked for', tone: 'warn' },
  rejected: { label: 'Rejected', tone: 'bad' },
  approved: { label: 'Approved', tone: 'good' },
  scheduled: { label: 'Scheduled', tone: 'accent' },
  on_hold: { label: 'On hold', tone: 'warn' },
  publishing: { label: 'Going out', tone: 'info' },
  published: { label: 'Published', tone: 'good' },
  partly_published: { label: 'Partly out', tone: 'warn' },
  failed: { label: 'Failed', tone: 'bad' },
  unknown: { label: 'Needs an answer', tone: 'bad' },
  missed: { label: 'Missed its time', tone: 'warn' },
}

export const wordsOf = (post: Pick<PostRowView, 'state' | 'preparing'>): Words =>
  post.preparing ? { label: 'Preparing media', tone: 'info' } : stateWords[post.state]

export const targetWords: Record<TargetState, Words> = {
  idle: { label: 'Waits', tone: 'plain' },
  due: { label: 'Waits for its time', tone: 'accent' },
  publishing: { label: 'Going out', tone: 'info' },
  published: { label: 'Published', tone: 'good' },
  failed: { label: 'Failed', tone: 'bad' },
  unknown: { label: 'Needs an answer', tone: 'bad' },
  missed: { label: 'Missed its time', tone: 'warn' },
  cancelled: { label: 'Taken off', tone: 'plain' },
}

export const postTabs = {
  all: { label: 'All' },
  drafts: { label: 'Drafts', state: ['draft', 'changes_requested', 'rejected'] },
  review: { label: 'In review', state: ['in_review'] },
  scheduled: { label: 'Scheduled', state: ['approved', 'scheduled', 'on_hold', 'publishing'] },
  published: { label: 'Published', state: ['published', 'partly_published'] },
  trouble: { label: 'Needs a person', state: ['failed', 'unknown', 'missed', 'partly_published'] },
} satisfies Record<string, { label: string; state?: PostState[] }>

export type PostTab = keyof typeof postTabs
export const isPostTab = (value: unknown): value is PostTab =>
  typeof value === 'string' && Object.hasOwn(postTabs, value)

/** States in which a change needs nobody's approval anew, so that it may be saved by itself. */
const quiet = new Set<PostState>(['draft', 'changes_requested', 'rejected', 'failed', 'missed', 'on_hold'])
export const savesByItself = (state: PostState): boolean => quiet.has(state)

const fixed = new Set<PostState>(['publishing', 'published', 'partly_published', 'unknown'])
/** It is out, or on its way: its words stay as they are. */
export const isFixed = (state: PostState): boolean => fixed.has(state)

const submittable = new Set<PostState>(['draft', 'changes_requested', 'rejected', 'failed', 'missed'])
export const maySubmit = (state: PostState): boolean => submittable.has(state)

export const viewerZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** "Tue 24 Nov, 09:00 CET": in the viewer's zone, which is written. */
export function plannedWords(at: string, zone: string = viewerZone(), locale?: string): string {
  const date = new Date(at)
  const day = new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone: zone,
    ...(date.getFullYear() === new Date().getFullYear() ? {} : { year: 'numeric' }),
  }).format(date)
  const time = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
    timeZoneName: 'short',
  }).format(date)
  return `${day}, ${time}`
}

/** What was said when it was planned, where that was another zone. */
export const plannedElsewhere = (post: Pick<PostRowView, 'plannedAt' | 'plannedZone'>): string | undefined =>
  post.plannedAt && post.plannedZone && post.plannedZone !== viewerZone()
    ? `${plannedWords(post.plannedAt, post.plannedZone)} (${post.plannedZone})`
    : undefined

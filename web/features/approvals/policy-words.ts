import { useQuery } from '@tanstack/react-query'
import { channelsQuery } from '../channels/channels-api.ts'
import type { Policy } from './approvals-api.ts'

export type Definition = Policy['definition']
export type Stage = Definition['stages'][number]

const typeNames: Record<string, string> = { post: 'Posts', reply: 'Replies' }
const nameOfType = (type: string) => typeNames[type] ?? type

/** What a policy is about: "Posts on Shop or @shop, labelled sale". */
export function useMatchWords(): (definition: Definition) => string {
  const { data: channels } = useQuery(channelsQuery)
  const or = new Intl.ListFormat('en', { type: 'disjunction' })
  const nameOf = (id: string) =>
    channels?.find((channel) => channel.id === id)?.name ?? 'a channel that is gone'
  return ({ types, channelIds, labels }) => {
    const what = new Intl.ListFormat('en').format(types.map(nameOfType))
    const where = channelIds.length > 0 ? ` on ${or.format(channelIds.map(nameOf))}` : ''
    const labelled = labels.length > 0 ? `, labelled ${or.format(labels)}` : ''
    return where || labelled ? `${what}${where}${labelled}` : `All ${what.toLowerCase()}`
  }
}

export const newStage = (name: string): Stage => ({
  name,
  rule: 'any',
  need: 1,
  memberIds: [],
  roles: ['manager'],
})

/** What a new policy begins with: any manager, and reminders a day, four hours and an hour before. */
export const newDefinition = (): Definition => ({
  types: ['post'],
  channelIds: [],
  labels: [],
  stages: [newStage('Review')],
  selfApproval: false,
  bindTime: false,
  remindBefore: [1440, 240, 60],
  workingHours: null,
  escalateTo: [],
  approveByMinutes: null,
  onLate: 'hold',
})

/** "15 minutes", "4 hours", "1 day". */
export function minutesWords(minutes: number): string {
  const say = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`
  if (minutes > 0 && minutes % 1440 === 0) return say(minutes / 1440, 'day')
  if (minutes > 0 && minutes % 60 === 0) return say(minutes / 60, 'hour')
  return say(minutes, 'minute')
}

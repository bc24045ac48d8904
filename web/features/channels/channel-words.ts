import type { Tone } from '../../ui/badge.tsx'
import type { Channel } from './channels-api.ts'

export interface ChannelWords {
  label: string
  tone: Tone
  /** The state in a sentence. */
  text: string
}

const tooManyToCount = 99

/** "12", or "99+" where the server stopped counting. */
export const countWords = (count: number): string =>
  count >= tooManyToCount ? `${tooManyToCount}+` : `${count}`

/** How a channel is, in words for the reader. */
export function channelWords(channel: Channel, onlyPublishes = false): ChannelWords {
  switch (channel.state) {
    case 'active':
      return activeWords(channel, onlyPublishes)
    case 'paused':
      return {
        label: 'Paused',
        tone: 'warn',
        text: 'Nothing is sent until you resume it. What customers write still comes in.',
      }
    case 'reconnect':
      return {
        label: 'Needs you',
        tone: 'bad',
        text: channel.stateReason ?? 'The platform does not let us in any more. Connect it again.',
      }
    case 'disconnected':
      return { label: 'Disconnected', tone: 'plain', text: 'Its conversations stay in the inbox.' }
  }
}

function activeWords(channel: Channel, onlyPublishes: boolean): ChannelWords {
  const failed = channel.health?.find((check) => !check.ok)
  if (failed) return { label: 'Needs a look', tone: 'warn', text: `${failed.name}: ${failed.detail}` }
  if (onlyPublishes) return { label: 'Working', tone: 'good', text: 'Posts go out here at their time.' }
  const text = channel.lastEventAt
    ? 'Messages come in and go out.'
    : 'Connected. It waits for the first message.'
  return { label: 'Working', tone: 'good', text }
}

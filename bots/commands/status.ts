import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import { listChannels } from '#features/channels/index.ts'
import { backgroundHealth } from '#features/jobs/index.ts'

const words = { active: 'works', paused: 'paused', reconnect: 'needs to be reconnected', disconnected: 'off' }

export const command = defineCommand({
  name: 'status',
  summary: 'Is everything up: channels, queue, workers',
  scope: 'channels:read',
  args: z.object({}),
  order: [],
  examples: ['status'],
  async run(ctx) {
    const channels = await listChannels(ctx)
    const behind = ctx.scopes.has('jobs:read') ? await backgroundHealth(ctx) : undefined
    const lost = channels.filter((channel) => channel.state === 'reconnect')
    const good = lost.length === 0 && behind?.ok !== false
    return reply(
      {
        kind: 'text',
        tone: good ? 'good' : 'warn',
        text: good ? 'Everything is up.' : 'Something needs a look.',
      },
      {
        kind: 'table',
        columns: ['Channel', 'State', 'Trouble'],
        rows: channels
          .slice(0, 25)
          .map((channel) => [
            `${channel.connectorName} ${channel.name}`,
            words[channel.state],
            [
              channel.stateReason ?? '',
              channel.parked > 0 ? `${channel.parked} parked` : '',
              channel.failedSends > 0 ? `${channel.failedSends} not sent` : '',
            ]
              .filter((one) => one !== '')
              .join(', '),
          ]),
        ...(channels.length > 25 ? { more: 'There are others: see Channels in the browser.' } : {}),
      },
      ...(behind
        ? [
            {
              kind: 'fields' as const,
              fields: [
                { label: 'Workers', value: String(behind.processes.filter((one) => one.alive).length) },
                {
                  label: 'Oldest waiting job',
                  value: `${Math.round(Math.max(0, ...behind.lag.map((one) => one.oldestSeconds)))} s`,
                },
                { label: 'Set aside', value: String(behind.setAside.length) },
              ],
            },
          ]
        : []),
      { kind: 'buttons', buttons: [{ label: 'Open channels', path: '/channels' }] },
    )
  },
})

import { defineFeature } from '#contracts/feature.ts'
import { finishChannelOAuth } from './oauth.ts'
import { pollChannels } from './poll-channels.ts'
import { findChannelById, openCredentials } from './queries.ts'

export {
  disconnectChannel,
  markReconnect,
  pauseChannel,
  resumeChannel,
  updateChannel,
} from './change-channel.ts'
export { connectChannel } from './connect-channel.ts'
export { channelChanged, eventParked } from './events.ts'
export { beginChannelOAuth } from './oauth.ts'
export { ensureFreshToken, refreshToken, tokenRefused } from './refresh-token.ts'
export type { Refreshed } from './refresh-token.ts'
export { getChannel, listChannels, listConnectors } from './list-channels.ts'
export { parkEvent, replayParked, replayUnroutedDeliveries } from './park-event.ts'
export { channelIo, connectorOf, findChannelByAccount, findChannelById, getChannelRow } from './queries.ts'
export type { ChannelRow } from './queries.ts'
export { touchChannel } from './touch-channel.ts'
export { testChannel } from './test-channel.ts'

export const feature = defineFeature({
  async channelForWebhook(app, connector, channelId) {
    const row = await findChannelById(app, connector, channelId)
    return row && { credentials: openCredentials(app, row), sandbox: row.sandbox }
  },
  finishOAuth: finishChannelOAuth,
  work: pollChannels,
})

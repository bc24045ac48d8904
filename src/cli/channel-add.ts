import { connectChannel } from '#features/channels/index.ts'
import { findOrgId } from '#features/orgs/index.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { notFound } from '#kernel/errors.ts'
import { required, texts, UsageError } from './verb.ts'
import type { Call, Verb } from './verb.ts'

export const channelAddVerb: Verb = {
  name: 'channel add',
  usage: '<connector> --org <name or id> [--field name=value]… [--sandbox [--handle <name>]]',
  summary: 'Connect an account; a field given as name=- is read from standard input',
  words: 1,
  options: {
    org: { type: 'string' },
    field: { type: 'string', multiple: true },
    sandbox: { type: 'boolean' },
    handle: { type: 'string' },
  },
  async run(call) {
    const connector = call.words[0] ?? ''
    const org = required(call, 'org')
    const values = await readFields(call)
    const app = await call.app()
    const known = [...app.connectors.keys()].join(', ')
    if (!app.connectors.has(connector)) throw new UsageError(`Which platform? Choose one of: ${known}.`)
    const orgId = await findOrgId(app, org)
    if (!orgId) throw notFound('organisation')
    const { handle } = call.options
    const channel = await connectChannel(makeCtx(app, { orgId }), {
      connector,
      values,
      sandbox: call.options['sandbox'] === true,
      ...(typeof handle === 'string' ? { sandboxHandle: handle } : {}),
    })
    return {
      data: { id: channel.id, connector, name: channel.name, lastError: channel.last_error },
      lines: [
        `${channel.name} is connected (channel ${channel.id}).`,
        ...(channel.last_error ? [`It could not subscribe yet: ${channel.last_error}`] : []),
      ],
    }
  },
}

async function readFields(call: Call): Promise<Record<string, string>> {
  const values: Record<string, string> = {}
  for (const field of texts(call, 'field')) {
    const at = field.indexOf('=')
    if (at < 1) throw new UsageError(`Write --field name=value, not "${field.split('=')[0]}".`)
    const value = field.slice(at + 1)
    values[field.slice(0, at)] = value === '-' ? (await call.input()).trim() : value
  }
  return values
}

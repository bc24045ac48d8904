import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Config } from '#kernel/config.ts'
import { errorText } from '#kernel/errors.ts'
import { bad, good } from './check.ts'
import type { Check } from './check.ts'

const patienceMs = 5_000
const ownPatienceMs = 1_000
const usualPorts: Record<string, number> = {
  'http:': 80,
  'https:': 443,
  'redis:': 6379,
  'rediss:': 6379,
  'smtp:': 587,
  'smtps:': 465,
}

/** The port is free, or it is us who have it. */
export async function checkPort(config: Config): Promise<Check[]> {
  if (!config.roles.has('http') || config.port === 0) return []
  const server = createServer()
  try {
    server.listen(config.port, config.host)
    await once(server, 'listening')
    return [good('port', `${config.port} is free`)]
  } catch (error) {
    if (await isParley(config)) return [good('port', `Parley is running on ${config.port}`)]
    return [
      bad('port', `${config.port} cannot be used (${errorText(error)}): stop what has it, or set PORT.`),
    ]
  } finally {
    server.close()
  }
}

async function isParley(config: Config): Promise<boolean> {
  const host = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host
  const at = `http://${host.includes(':') ? `[${host}]` : host}:${config.port}/healthz`
  const answer = await fetch(at, { signal: AbortSignal.timeout(ownPatienceMs) }).catch(() => undefined)
  return answer?.ok === true && (await answer.text()).includes('"ok"')
}

/** Whether the servers that the environment names take a connection. */
export async function checkServers(config: Config): Promise<Check[]> {
  const mail = config.smtpUrl
    ? await reach('mail', config.smtpUrl)
    : good(
        'mail',
        'SMTP_URL is not set: invitations show a link to hand over, and nobody can reset a password',
      )
  const redis = config.redisUrl ? [await reach('redis', config.redisUrl)] : []
  const files = config.s3
    ? await reach('files', config.s3.endpoint)
    : good('files', `kept in ${config.dataDir}`)
  return [mail, ...redis, files]
}

async function reach(name: string, address: string): Promise<Check> {
  const { hostname, port, protocol } = new URL(address)
  const at = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (usualPorts[protocol] ?? 443) }
  const where = `${at.host}:${at.port}`
  const socket = connect({ ...at, timeout: patienceMs })
  try {
    socket.once('timeout', () => socket.destroy(new Error('no answer')))
    await once(socket, 'connect')
    return good(name, `${where} answers`)
  } catch (error) {
    return bad(name, `${where} cannot be reached (${errorText(error)}): check the address and the firewall.`)
  } finally {
    socket.destroy()
  }
}

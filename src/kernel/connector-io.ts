import type { Connector, ConnectorIo } from '#contracts/connector.ts'
import type { Services } from './app.ts'

/**
 * What a connector is called with. A sandbox channel gets its sandbox's environment and may reach nothing
 * else; a real one gets the program's environment and never the sandbox.
 */
export function makeConnectorIo(services: Services, connector: Connector, sandbox: boolean): ConnectorIo {
  const env = Object.fromEntries(Object.keys(connector.env).map((key) => [key, services.config.env[key]]))
  const sandboxEnv = sandbox ? services.sandbox?.get(connector.id)?.env : undefined
  if (sandbox && !sandboxEnv)
    throw new Error(`The sandbox of ${connector.id} is off, so its channels cannot work`)
  return {
    env: sandboxEnv ?? env,
    http: services.http,
    trust: sandbox ? 'sandbox' : 'base',
    clock: services.clock,
    log: services.log.child({ connector: connector.id }),
    limiter: services.limiter,
    publicUrl: services.config.isPublic || sandbox ? services.config.publicUrl : undefined,
  }
}

import type { Surface, SurfaceIo } from '#contracts/surface.ts'
import type { Services } from './app.ts'

/** What a chat surface is called with: the program's environment, or its sandbox's and nothing else. */
export function makeSurfaceIo(services: Services, surface: Surface, sandbox: boolean): SurfaceIo {
  const sandboxEnv = sandbox ? services.sandbox?.chat(surface.id)?.env : undefined
  if (sandbox && !sandboxEnv) throw new Error(`The sandbox of ${surface.id} is off, so it cannot work`)
  const env = Object.fromEntries(Object.keys(surface.env).map((key) => [key, services.config.env[key]]))
  return {
    env: sandboxEnv ?? env,
    sandbox,
    clock: services.clock,
    log: services.log.child({ surface: surface.id }),
    publicUrl: services.config.publicUrl,
  }
}

import type { Services } from '#kernel/app.ts'
import { connectorId } from './find-chat.ts'

/** The demo shop with the chat of the sandbox account `shop`; of another origin, as a real website is. */
export function demoShopUrl(services: Services): string | undefined {
  return services.sandbox?.get(connectorId) && `${services.sandbox.origin}/${connectorId}/shop`
}

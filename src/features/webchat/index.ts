export { demoShopUrl } from './demo-shop-url.ts'
export { getEmbed } from './get-embed.ts'
export { revealIdentitySecret } from './reveal-identity-secret.ts'

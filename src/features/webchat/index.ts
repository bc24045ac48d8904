import { defineFeature } from '#contracts/feature.ts'

export { getEmbed } from './get-embed.ts'
export { revealIdentitySecret } from './reveal-identity-secret.ts'

export const feature = defineFeature({})

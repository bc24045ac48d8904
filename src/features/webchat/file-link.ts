import type { App } from '#kernel/app.ts'

const purpose = 'webchat file'
const hourMs = 60 * 60 * 1000

export type Variant = 'file' | 'preview'

/** A link to one file for one to two hours; the same all that hour, so that browsers keep what they have. */
export function signFileLink(
  app: Pick<App, 'secrets' | 'clock'>,
  channelId: string,
  mediaId: string,
  variant: Variant,
): string {
  const end = Math.ceil(app.clock.now().getTime() / hourMs) * hourMs + hourMs
  const signature = app.secrets.sign(purpose, signedText(channelId, mediaId, variant, String(end)))
  return `/webchat/${channelId}/files/${mediaId}?v=${variant}&end=${end}&sig=${signature}`
}

export function isFileLinkGood(
  app: Pick<App, 'secrets' | 'clock'>,
  link: { channelId: string; mediaId: string; variant: string; end: string; signature: string },
): boolean {
  const { channelId, mediaId, variant, end, signature } = link
  return (
    app.secrets.verify(purpose, signedText(channelId, mediaId, variant, end), signature) &&
    Number(end) > app.clock.now().getTime()
  )
}

const signedText = (...parts: string[]) => parts.join('/')

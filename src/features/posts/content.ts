import { createHash } from 'node:crypto'
import type { PostContent, PostFormatId, PostMedia, Publisher } from '#contracts/publisher.ts'
import type { FileFacts } from '#features/media/index.ts'
import { renditionSpec } from './rendition-spec.ts'
import type { PostBody, PostOverride, UtmRules } from './schema.ts'
import { withUtm } from './utm.ts'

/** An account, as far as content depends on it. */
export interface Account {
  channelId: string
  name: string
  publisher: Publisher
}

/** What the files of a post are, and the renditions that are ready, by `renditionKey`. */
export interface FileBook {
  files: ReadonlyMap<string, FileFacts>
  renditions: ReadonlyMap<string, FileFacts>
}

export const renditionKey = (sourceId: string, spec: string) => `${sourceId} ${spec}`

/** The shared text with what this account says otherwise: absent inherits, null takes away. */
export function bodyFor(base: PostBody, override: PostOverride): PostBody {
  const format = override.format ?? base.format
  const link = override.link === undefined ? base.link : override.link
  const firstComment = override.firstComment === undefined ? base.firstComment : override.firstComment
  return {
    text: override.text ?? base.text,
    thread: override.thread ?? base.thread,
    media: override.media ?? base.media,
    options: { ...base.options, ...override.options },
    ...(format === undefined ? {} : { format }),
    ...(typeof link === 'string' ? { link } : {}),
    ...(typeof firstComment === 'string' ? { firstComment } : {}),
  }
}

/** What the platform will get. Pure: the same body, account, files and rules give the same content. */
export function resolveContent(
  body: PostBody,
  account: Account,
  book: FileBook,
  options: { utm?: UtmRules | undefined; number: number; labels: readonly string[] },
): PostContent {
  const media = body.media.flatMap((one) => {
    const found = preparedFile(one.mediaId, account.publisher, book)
    return found ? [toPostMedia(found, one)] : []
  })
  const rules = options.utm?.enabled ? options.utm : undefined
  const tag = (text: string) =>
    rules
      ? withUtm(text, rules, {
          platform: account.publisher.platform,
          account: account.name,
          number: String(options.number),
          label: options.labels[0] ?? '',
        })
      : text
  const firstComment = body.firstComment?.trim()
  return {
    format: formatFor(account.publisher, body, media),
    text: tag(body.text),
    thread: body.thread.filter((part) => part.trim() !== '').map(tag),
    ...(body.link === undefined ? {} : { link: tag(body.link) }),
    ...(firstComment ? { firstComment: tag(firstComment) } : {}),
    media,
    options: optionsFor(account.publisher, body.options),
  }
}

/** The rendition where one is needed and ready, else the file itself. */
function preparedFile(mediaId: string, publisher: Publisher, book: FileBook): FileFacts | undefined {
  const source = book.files.get(mediaId)
  if (!source) return undefined
  const spec = renditionSpec(source, publisher.limits)
  const made = spec === undefined ? undefined : book.renditions.get(renditionKey(mediaId, spec))
  return made ?? source
}

/** Renditions that this content needs, and that are not there yet. */
export function missingRenditions(
  body: PostBody,
  publisher: Publisher,
  book: FileBook,
): Array<{ sourceId: string; spec: string }> {
  return body.media.flatMap(({ mediaId }) => {
    const source = book.files.get(mediaId)
    const spec = source && renditionSpec(source, publisher.limits)
    return spec && !book.renditions.has(renditionKey(mediaId, spec)) ? [{ sourceId: mediaId, spec }] : []
  })
}

const toPostMedia = (file: FileFacts, one: PostBody['media'][number]): PostMedia => ({
  mediaId: file.mediaId,
  hash: file.hash,
  kind: file.kind === 'video' ? 'video' : 'image',
  mime: file.mime,
  bytes: file.bytes,
  ...(file.width === null ? {} : { width: file.width }),
  ...(file.height === null ? {} : { height: file.height }),
  ...(file.seconds === null ? {} : { seconds: file.seconds }),
  alt: one.alt.trim(),
  part: one.part,
})

/** The wish where the platform has that format, else what fits what the post holds. */
export function formatFor(
  publisher: Publisher,
  body: Pick<PostBody, 'format' | 'thread' | 'link'>,
  media: ReadonlyArray<Pick<PostMedia, 'kind'>>,
): PostFormatId {
  const has = (id: PostFormatId) => publisher.formats.some((format) => format.id === id)
  if (body.format && has(body.format)) return body.format
  const wanted: PostFormatId[] =
    body.thread.length > 0 ? ['thread'] : media.length === 0 && body.link !== undefined ? ['link'] : []
  if (media.length > 1) wanted.push('carousel', 'image')
  else if (media[0]?.kind === 'video') wanted.push('video', 'reel')
  else if (media.length === 1) wanted.push('image')
  wanted.push('text')
  return wanted.find(has) ?? publisher.formats[0]?.id ?? 'text'
}

/** Only options that the platform knows, each with a value: what is not said is its default, said aloud. */
function optionsFor(publisher: Publisher, said: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    (publisher.options ?? []).map((option) => {
      const value = said[option.name]
      // Without choices it is free text.
      const known = option.choices.length === 0 || option.choices.some((choice) => choice.value === value)
      return [option.name, known && value !== undefined ? value : option.default]
    }),
  )
}

/**
 * Of everything that readers see and where; nothing else. The bytes of a file are in it by their hash, so what
 * was approved is what is published.
 */
export function versionHash(
  body: PostBody,
  targets: ReadonlyArray<{ channelId: string; content: PostContent }>,
): string {
  const seen =
    targets.length === 0
      ? { body }
      : {
          targets: [...targets]
            .sort((a, b) => (a.channelId < b.channelId ? -1 : 1))
            .map(({ channelId, content }) => ({ channelId, content: seenByReaders(content) })),
        }
  return sha256(canonical(seen))
}

/** Key of what one account gets: two accounts with the same content share it. */
export const contentHash = (content: PostContent): string => sha256(canonical(seenByReaders(content)))

const seenByReaders = ({ media, ...rest }: PostContent) => ({
  ...rest,
  media: media.map(({ hash, alt, part, kind }) => ({ hash, alt, part, kind })),
})

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** JSON with sorted keys: one meaning, one text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

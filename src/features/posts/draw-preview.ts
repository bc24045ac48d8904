import type { PostMedia } from '#contracts/publisher.ts'
import { preview } from '#kernel/text.ts'
import { isTall, layoutOf } from './preview.ts'
import type { Seen } from './preview.ts'

/** As satori takes it: HTML-like boxes, without a browser. */
export interface Box {
  type: string
  props: { style?: Record<string, string | number>; src?: string; children?: Array<Box | string> | string }
}

const width = 600
export const previewWidth = width
/** Each is a family of its own: one after the other is asked for a letter. */
export const fontSubsets = ['latin', 'latin-ext', 'greek', 'cyrillic', 'cyrillic-ext', 'vietnamese']
export const fontName = (subset: string) => `Inter ${subset}`
const shownParts = 3
const shownMedia = 4
const textShown = 700
const quiet = '#5b6470'
const ink = '#101418'

const box = (style: Record<string, string | number>, ...children: Array<Box | string>): Box => ({
  type: 'div',
  props: { style: { display: 'flex', ...style }, children },
})
const line = (text: string, style: Record<string, string | number> = {}): Box => ({
  type: 'div',
  props: { style: { display: 'flex', whiteSpace: 'pre-wrap', ...style }, children: text },
})

/** Stands for the picture until its bytes do. */
export const pictureName = (mediaId: string): string => `media:${mediaId}`

/** @param pictures addresses by media id; a film has none and is shown as a dark box with its length. */
export function drawPreview(seen: Seen, pictures: ReadonlyMap<string, string>): Box {
  const { content, publisher } = seen
  const layout = layoutOf(publisher)
  const text = sayable(content.text)
  const words = text === '' ? [] : [line(text, { fontSize: 24, lineHeight: 1.4, color: ink })]
  const media = mediaGrid(
    content.media.filter((one) => one.part === 0),
    pictures,
    isTall(content),
  )
  const body =
    layout === 'pictures'
      ? [...media, ...(words.length > 0 ? [box({ padding: '0 28px' }, ...words)] : [])]
      : [
          box({ padding: '0 28px', flexDirection: 'column', gap: 20 }, ...words, ...linkCard(content.link)),
          ...media,
        ]
  return box(
    {
      width,
      flexDirection: 'column',
      background: '#ffffff',
      fontFamily: fontSubsets.map(fontName).join(', '),
      padding: '28px 0',
      gap: 20,
    },
    header(seen),
    ...body,
    ...threadParts(seen, pictures),
    ...footer(content.firstComment),
  )
}

function header({ name, publisher, content }: Seen): Box {
  const label = publisher.formats.find((format) => format.id === content.format)?.label ?? content.format
  return box(
    { padding: '0 28px', gap: 16, alignItems: 'center' },
    box(
      {
        width: 56,
        height: 56,
        borderRadius: 28,
        background: colorOf(name),
        color: '#ffffff',
        fontSize: 26,
        fontWeight: 700,
        alignItems: 'center',
        justifyContent: 'center',
      },
      sayable(name).slice(0, 1).toUpperCase() || '•',
    ),
    box(
      { flexDirection: 'column' },
      line(sayable(preview(name, 40)) || 'Account', { fontSize: 24, fontWeight: 700, color: ink }),
      line(`${publisher.platform} · ${label} · preview`, { fontSize: 18, color: quiet }),
    ),
  )
}

function linkCard(link: string | undefined): Box[] {
  if (link === undefined) return []
  const host = URL.canParse(link) ? new URL(link).hostname : link
  return [
    box(
      {
        flexDirection: 'column',
        border: '1px solid #d5dae0',
        borderRadius: 14,
        padding: 18,
        background: '#f5f7f9',
      },
      line(sayable(host), { fontSize: 18, color: quiet }),
      line(sayable(preview(link, 90)), { fontSize: 20, color: ink }),
    ),
  ]
}

function mediaGrid(media: readonly PostMedia[], pictures: ReadonlyMap<string, string>, tall: boolean): Box[] {
  if (media.length === 0) return []
  const shown = media.slice(0, shownMedia)
  const alone = shown.length === 1
  const height = alone ? heightOf(media[0], tall) : width / 2
  const cells = shown.map((one, index) => {
    const more = index === shownMedia - 1 ? media.length - shownMedia : 0
    return cell(one, pictures.get(one.mediaId), alone ? width : width / 2, height, more)
  })
  return [box({ flexWrap: 'wrap', width }, ...cells)]
}

function heightOf(media: PostMedia | undefined, tall: boolean): number {
  if (tall) return Math.round((width * 16) / 9)
  const ratio = media?.width && media.height ? media.height / media.width : 0.75
  return Math.round(width * Math.min(1.25, Math.max(0.5, ratio)))
}

function cell(
  media: PostMedia,
  src: string | undefined,
  cellWidth: number,
  cellHeight: number,
  more: number,
): Box {
  const size = { width: cellWidth, height: cellHeight }
  const picture: Box =
    src === undefined
      ? box(
          {
            ...size,
            background: '#1d2430',
            color: '#ffffff',
            fontSize: 26,
            alignItems: 'center',
            justifyContent: 'center',
          },
          `Video ${lengthOf(media.seconds)}`,
        )
      : { type: 'img', props: { src, style: { ...size, objectFit: 'cover' } } }
  if (more <= 0) return picture
  return box(
    { ...size, position: 'relative' },
    picture,
    box(
      {
        ...size,
        position: 'absolute',
        background: 'rgba(16, 20, 24, 0.6)',
        color: '#ffffff',
        fontSize: 40,
        alignItems: 'center',
        justifyContent: 'center',
      },
      `+${more}`,
    ),
  )
}

const lengthOf = (seconds = 0) =>
  `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`

function threadParts({ content }: Seen, pictures: ReadonlyMap<string, string>): Box[] {
  const parts = content.thread.slice(0, shownParts).flatMap((text, index) => [
    box(
      { flexDirection: 'column', padding: '0 28px', gap: 6 },
      line(`${index + 2}/${content.thread.length + 1}`, { fontSize: 18, color: quiet }),
      line(sayable(text), { fontSize: 22, lineHeight: 1.4, color: ink }),
    ),
    ...mediaGrid(
      content.media.filter((one) => one.part === index + 1),
      pictures,
      false,
    ),
  ])
  const more = content.thread.length - shownParts
  return more > 0
    ? [...parts, box({ padding: '0 28px' }, line(`and ${more} more`, { fontSize: 18, color: quiet }))]
    : parts
}

const footer = (comment: string | undefined): Box[] =>
  comment === undefined
    ? []
    : [
        box(
          { margin: '0 28px', padding: 16, borderRadius: 14, background: '#f5f7f9', flexDirection: 'column' },
          line('First comment', { fontSize: 18, color: quiet }),
          line(sayable(comment), { fontSize: 20, color: ink }),
        ),
      ]

/** Letters that our font has: of Latin, Greek and Cyrillic, with digits and signs. */
const drawable =
  /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{M}\p{N}\p{P}\p{Zs}\p{Sc}\p{Sm}#@^`|~©®™°\n]/gu

/**
 * Emoji and other scripts have no picture in our font, so they are left out here; the card shows the text itself
 * beside the picture. Where hardly anything is left, it says so.
 */
export function sayable(text: string): string {
  const cut = preview(text, textShown)
  const kept = cut
    .replaceAll('\ufe0f', '')
    .replace(drawable, '')
    .replace(/[^\S\n]{2,}/g, ' ')
    .trim()
  const letters = (one: string) => one.match(/\p{L}/gu)?.length ?? 0
  return letters(cut) > 0 && letters(kept) < letters(cut) / 2
    ? '(The text stands beside this picture.)'
    : kept
}

/** An account keeps its colour. */
function colorOf(name: string): string {
  const sum = Array.from(name).reduce((total, letter) => (total * 31 + (letter.codePointAt(0) ?? 0)) % 360, 7)
  return `hsl(${sum}, 55%, 42%)`
}

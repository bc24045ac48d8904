import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createElement } from 'react'
import type { ReactElement } from 'react'
import satori from 'satori'
import sharp from 'sharp'
import { fontName, fontSubsets, pictureName, previewWidth } from './draw-preview.ts'
import type { Box } from './draw-preview.ts'

export interface PreviewTask {
  box: Box
  /** What `pictureName` stands for in it. */
  pictures: Array<{ id: string; bytes: Uint8Array }>
}

const thumbPx = 900
const fonts = await readFonts()

// Runs in a process of its own (`render-preview.ts`); nobody else loads this.
export async function work({ box, pictures }: PreviewTask): Promise<Uint8Array> {
  const urls = new Map<string, string>()
  for (const { id, bytes } of pictures) urls.set(pictureName(id), await toUrl(bytes))
  const svg = await satori(toElement(box, urls), { width: previewWidth, fonts })
  return new Uint8Array(await sharp(Buffer.from(svg)).png({ compressionLevel: 9 }).toBuffer())
}

async function toUrl(bytes: Uint8Array): Promise<string> {
  const small = await sharp(bytes, { pages: 1 })
    .autoOrient()
    .resize({ width: thumbPx, height: thumbPx, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 80 })
    .toBuffer()
  return `data:image/jpeg;base64,${small.toString('base64')}`
}

function readFonts() {
  const require = createRequire(import.meta.url)
  return Promise.all(
    fontSubsets.flatMap((subset) =>
      ([400, 700] as const).map(async (weight) => ({
        name: fontName(subset),
        data: await readFile(
          require.resolve(`@fontsource/inter/files/inter-${subset}-${weight}-normal.woff`),
        ),
        weight,
        style: 'normal' as const,
      })),
    ),
  )
}

/** Satori takes what React makes of boxes; nothing of React runs. */
function toElement(box: Box, urls: ReadonlyMap<string, string>): ReactElement {
  const { children = [], src, ...props } = box.props
  const inner = typeof children === 'string' ? [children] : children
  return createElement(
    box.type,
    { ...props, ...(src === undefined ? {} : { src: urls.get(src) ?? src }) },
    ...inner.map((one) => (typeof one === 'string' ? one : toElement(one, urls))),
  )
}

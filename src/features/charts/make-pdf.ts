import type { Chart } from '#contracts/chart.ts'
import type { ChartDocument } from './document.ts'
import { greys, inner, keepTogether, page, writable } from './pdf-page.ts'
import type { Pdf } from './pdf-page.ts'
import { drawTable } from './pdf-table.ts'
import { fontFile } from './render-png.ts'

/** @param draw a chart as a PNG. */
export async function makePdf(
  document: ChartDocument,
  draw: (chart: Chart) => Uint8Array,
  at: Date,
  options: { compress?: boolean } = {},
): Promise<Uint8Array> {
  const { default: PdfDocument } = await import('pdfkit')
  const { compress = true } = options
  const pdf = new PdfDocument({
    size: 'A4',
    margins: { top: page.margin, left: page.margin, right: page.margin, bottom: page.foot },
    bufferPages: true,
    compress,
    lang: 'en',
    info: { Title: writable(document.title), Creator: 'Parley', CreationDate: at, ModDate: at },
  })
  const parts: Buffer[] = []
  const done = new Promise<void>((resolve, reject) => {
    pdf.on('data', (part: Buffer) => parts.push(part))
    pdf.on('end', () => resolve())
    pdf.on('error', reject)
  })
  pdf.registerFont('text', fontFile('Regular')).registerFont('strong', fontFile('SemiBold'))
  write(pdf, document.title, { font: 'strong', size: 20, gap: 4 })
  if (document.subtitle) write(pdf, document.subtitle, { size: 11, color: greys.muted, gap: 4 })
  for (const section of document.sections) {
    pdf.y += 14
    keepTogether(pdf, section.chart ? 340 : 90)
    write(pdf, section.heading, { font: 'strong', size: 14, gap: 6 })
    if (section.text) write(pdf, section.text, { size: 10.5, gap: 8 })
    if (section.chart) drawPicture(pdf, draw(section.chart), section.chart.alt)
    if (section.table) drawTable(pdf, section.table)
    if (section.note) write(pdf, section.note, { size: 8.5, color: greys.muted, gap: 4 })
  }
  numberPages(pdf)
  pdf.end()
  await done
  return new Uint8Array(Buffer.concat(parts))
}

function write(
  pdf: Pdf,
  text: string,
  look: { font?: 'text' | 'strong'; size: number; color?: string; gap: number },
): void {
  pdf
    .font(look.font ?? 'text')
    .fontSize(look.size)
    .fillColor(look.color ?? greys.ink)
    .text(writable(text), page.margin, pdf.y, { width: inner, lineGap: 2 })
  pdf.y += look.gap
}

function drawPicture(pdf: Pdf, png: Uint8Array, alt: string): void {
  const height = (inner * 420) / 760
  keepTogether(pdf, height)
  const { y } = pdf
  // The words go along for those who do not see it.
  pdf.image(Buffer.from(png), page.margin, y, { width: inner, height })
  pdf.y = y + height + 4
  write(pdf, alt, { size: 8.5, color: greys.muted, gap: 8 })
}

function numberPages(pdf: Pdf): void {
  const { start, count } = pdf.bufferedPageRange()
  for (let at = start; at < start + count; at++) {
    pdf.switchToPage(at)
    // Below the margin a line would begin a page of its own.
    pdf.page.margins.bottom = 0
    pdf
      .font('text')
      .fontSize(8.5)
      .fillColor(greys.muted)
      .text(`${at - start + 1} / ${count}`, page.margin, page.height - 40, {
        width: inner,
        align: 'right',
        lineBreak: false,
      })
  }
}

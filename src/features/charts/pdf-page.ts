import { drawableText } from './drawable-chart.ts'

export const page = { width: 595.28, height: 841.89, margin: 48, foot: 64 } as const
export const inner = page.width - 2 * page.margin
export type Pdf = PDFKit.PDFDocument
export const greys = { ink: '#1c1d22', muted: '#53555e', line: '#d5d6dc' } as const
const longestText = 20_000

/** What our font lacks is left out. Long words get places to break: pdfkit tries each letter, for seconds. */
export const writable = (text: string) =>
  drawableText(text.slice(0, longestText), '…', longestText).replace(/\S{30}(?!\p{M})/gu, '$&\u200b')

/** Begins a new page where so much does not fit on this one. */
export function keepTogether(pdf: Pdf, height: number): void {
  if (pdf.y + height > page.height - page.foot) pdf.addPage()
}

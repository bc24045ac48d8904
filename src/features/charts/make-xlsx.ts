import type { Worksheet } from 'exceljs'
import type { Chart, Unit } from '#contracts/chart.ts'
import type { ChartDocument, ChartSection } from './document.ts'
import type { ChartTable } from './option.ts'

const formats: Record<Unit, string> = {
  count: '#,##0.##',
  percent: '0.0%',
  seconds: '[h]:mm:ss',
  money: '#,##0.00',
}
const cellLimit = 32_000
const pictureRows = 18

/** @param draw a chart as a PNG. */
export async function makeXlsx(
  document: ChartDocument,
  draw: (chart: Chart) => Uint8Array,
  at: Date,
): Promise<Uint8Array> {
  const { default: excel } = await import('exceljs')
  const book = new excel.Workbook()
  book.created = at
  book.modified = at
  book.creator = 'Parley'
  book.title = said(document.title)
  const taken = new Set<string>()
  const sections = document.sections.length > 0 ? document.sections : [{ heading: document.title }]
  for (const section of sections) {
    const sheet = book.addWorksheet(sheetName(section.heading, taken))
    fillSheet(sheet, document, section)
    if (section.chart) {
      // Its types know only the Buffer of an older Node.
      const base64 = Buffer.from(draw(section.chart)).toString('base64')
      const image = book.addImage({ base64, extension: 'png' })
      const row = sheet.rowCount + 1
      sheet.addImage(image, { tl: { col: 0, row }, ext: { width: 760, height: 420 } })
      for (let skipped = 0; skipped < pictureRows + 4; skipped++) sheet.addRow([])
    }
    if (section.table) fillTable(sheet, section.table)
    if (section.note) sheet.addRow([said(section.note)]).font = { italic: true, color: { argb: 'FF53555E' } }
  }
  return new Uint8Array(await book.xlsx.writeBuffer())
}

function fillSheet(sheet: Worksheet, document: ChartDocument, section: ChartSection): void {
  sheet.getColumn(1).width = 32
  sheet.addRow([said(section.heading)]).font = { bold: true, size: 14 }
  const about = [document.title, document.subtitle]
    .filter((text) => text !== undefined && text !== '')
    .join(' · ')
  if (about) sheet.addRow([said(about)]).font = { color: { argb: 'FF53555E' } }
  if (section.text) sheet.addRow([said(section.text)])
}

function fillTable(sheet: Worksheet, { columns, rows }: ChartTable): void {
  const head = sheet.addRow(columns.map(({ label }) => said(label)))
  head.font = { bold: true }
  head.border = { bottom: { style: 'thin' } }
  columns.forEach((column, at) => {
    const longest = rows
      .slice(0, 200)
      .reduce((most, row) => Math.max(most, lengthOf(row[at])), column.label.length)
    const width = Math.min(60, Math.max(10, longest + 2))
    const own = sheet.getColumn(at + 1)
    own.width = Math.max(at === 0 ? 32 : 0, width)
  })
  for (const values of rows) {
    const row = sheet.addRow(columns.map(({ unit }, at) => valueOf(values[at] ?? null, unit)))
    columns.forEach(({ unit }, at) => {
      if (typeof values[at] === 'number' && unit) row.getCell(at + 1).numFmt = formatOf(values[at], unit)
    })
  }
}

const lengthOf = (value: string | number | null | undefined) => (typeof value === 'string' ? value.length : 8)

/** A count without decimals has no point to show. */
const formatOf = (value: number, unit: Unit) =>
  unit === 'count' && Number.isInteger(value) ? '#,##0' : formats[unit]

/** As a spreadsheet keeps it: a share of one, a share of a day. */
function valueOf(value: string | number | null, unit: Unit | undefined): string | number | null {
  if (typeof value === 'string') return said(value)
  if (value === null || !Number.isFinite(value)) return null
  if (unit === 'percent') return value / 100
  return unit === 'seconds' ? value / 86_400 : value
}

/** What the format can hold: XML has no control characters. A text is never a formula here: its cell says so. */
const said = (text: string) =>
  text
    .toWellFormed()
    .replace(/(?![\t\n\r])[\p{Cc}\ufffe\uffff]/gu, '')
    .slice(0, cellLimit)
    .toWellFormed()

/** At most 31 characters, without those that a name may not have, and not the same twice. */
function sheetName(heading: string, taken: Set<string>): string {
  const plain = said(heading)
    .replace(/[\\/?*[\]:\s]+/g, ' ')
    .replace(/^'+|'+$/g, '')
    .trim()
  const base = plain === '' || plain.toLowerCase() === 'history' ? 'Sheet' : plain
  for (let time = 1; ; time++) {
    const tail = time === 1 ? '' : ` ${time}`
    const name = `${base
      .slice(0, 31 - tail.length)
      .toWellFormed()
      .trim()}${tail}`
    if (taken.has(name.toLowerCase())) continue
    taken.add(name.toLowerCase())
    return name
  }
}

import { Buffer } from 'node:buffer'
import excel from 'exceljs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'csv-parse/sync'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'
import { hostileTexts, reachChart } from '#test/kit/sample-charts.ts'
import { toCsv, toPdf, toXlsx } from './index.ts'
import type { ChartDocument, ChartTable } from './index.ts'
import { makePdf } from './make-pdf.ts'

let desk: TestApp
beforeAll(async () => {
  desk = await makeTestApp()
})
afterAll(() => desk.close())

const table: ChartTable = {
  columns: [
    { label: 'Day' },
    { label: 'Reach', unit: 'count' },
    { label: 'Rate', unit: 'percent' },
    { label: 'First reply', unit: 'seconds' },
    { label: 'Spent', unit: 'money' },
  ],
  rows: [
    ['1 October', 1200, 12.5, 3900, 10.5],
    ['2 October', null, null, null, null],
  ],
}
const document: ChartDocument = {
  title: 'October',
  subtitle: 'Acme, Europe/Berlin',
  sections: [
    { heading: 'Reach', text: 'It rose.', chart: reachChart, table, note: 'Source: Instagram' },
    { heading: 'Reach', text: 'Again.' },
    { heading: 'a/b:c*[d]?' },
  ],
}
const long = (rows: number): ChartTable => ({
  ...table,
  rows: Array.from({ length: rows }, (_, at) => [`Row ${at}`, at, at, at, at]),
})

test('CSV reads back as it was; nothing in it is a formula', () => {
  const dangerous = [
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '  =1',
    '＝1',
    "=cmd|'/c calc'!A0",
  ]
  const plain = ['a,b', 'say "hi"', 'two\r\nlines', 'Ünï 日本', '']
  const csv = toCsv({
    columns: [{ label: 'Text' }, { label: '=head', unit: 'percent' }, { label: 'Wait', unit: 'seconds' }],
    rows: [...[...dangerous, ...plain].map((text) => [text, -5.25, null]), ['n', Number.NaN, 0]],
  })
  expect(csv.startsWith('\ufeff')).toBe(true)
  const [head, ...rows] = parse(csv, { bom: true, relax_column_count: false }) as string[][]
  expect(head).toEqual(['Text', "'=head (%)", 'Wait (seconds)'])
  expect(rows.slice(0, dangerous.length).map(([text]) => text)).toEqual(dangerous.map((text) => `'${text}`))
  expect(rows.slice(dangerous.length, -1).map(([text]) => text)).toEqual(plain)
  expect(rows[0]?.slice(1)).toEqual(['-5.25', ''])
  expect(rows.at(-1)).toEqual(['n', '', '0'])
  expect(csv.replaceAll('two\r\nlines', '').match(/[^\r]\n/g)?.length).toBe(1)
})

test('a workbook: numbers are numbers with their formats, charts are pictures, sheets have names', async () => {
  const book = new excel.Workbook()
  const bytes = await toXlsx(desk.app, document)
  // Its types know only the Buffer of an older Node.
  await book.xlsx.load(Buffer.from(bytes).buffer as Parameters<typeof book.xlsx.load>[0])
  expect(book.worksheets.map(({ name }) => name)).toEqual(['Reach', 'Reach 2', 'a b c d'])
  const [sheet] = book.worksheets
  const values = new Map<string, excel.Cell>()
  sheet?.eachRow((row) => row.eachCell((cell) => values.set(cell.text, cell)))
  expect(values.get('1200')).toMatchObject({ type: excel.ValueType.Number, numFmt: '#,##0' })
  expect(values.get('0.125')?.numFmt).toBe('0.0%')
  expect(sheet?.getImages()).toHaveLength(1)
  const row = sheet?.getRow(Number(values.get('1 October')?.row))
  expect(row?.getCell(4)).toMatchObject({ numFmt: '[h]:mm:ss' })
  expect(row?.getCell(5)).toMatchObject({ value: 10.5, numFmt: '#,##0.00' })
  expect(sheet?.getRow(Number(row?.number) + 1).getCell(2).value).toBeNull()
})

test('hostile words do no harm in a workbook or a PDF', async () => {
  const texts = [...hostileTexts, '=HYPERLINK("http://evil.example")']
  const hostile: ChartDocument = {
    title: hostileTexts[0] ?? '',
    sections: texts.map((text) => ({
      heading: text,
      text,
      note: text,
      table: { columns: [{ label: text }], rows: [[text], [1]] },
    })),
  }
  const book = new excel.Workbook()
  const bytes = await toXlsx(desk.app, hostile)
  await book.xlsx.load(Buffer.from(bytes).buffer as Parameters<typeof book.xlsx.load>[0])
  expect(book.worksheets).toHaveLength(texts.length)
  book.eachSheet((sheet) =>
    sheet.eachRow((row) => row.eachCell((cell) => expect(cell.type).not.toBe(excel.ValueType.Formula))),
  )
  expect(
    Buffer.from(await toPdf(desk.app, hostile))
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-')
})

/** What the pages draw, letter by letter, with the table that the file itself has of its letters. */
function wordsOf(pdf: Uint8Array): string {
  const text = Buffer.from(pdf).toString('latin1')
  const maps = [...text.matchAll(/beginbfrange\n([\s\S]*?)endbfrange/g)].map(([, body = '']) => {
    const letters = new Map<number, string>()
    for (const [, from = '', list = ''] of body.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/gi)) {
      const codes = [...list.matchAll(/<([0-9a-f]*)>/gi)].map(([, code = '']) => code)
      codes.forEach((code, at) => {
        const units = code.match(/.{4}/g) ?? []
        letters.set(
          Number.parseInt(from, 16) + at,
          String.fromCharCode(...units.map((unit) => Number.parseInt(unit, 16))),
        )
      })
    }
    return letters
  })
  // Which font a line is in does not matter here: it reads in one of them.
  return maps
    .map((letters) =>
      [...text.matchAll(/\[((?:<[0-9a-f]+>|[-\d. ])+)\] TJ/gi)]
        .map(([, shown = '']) =>
          [...shown.matchAll(/<([0-9a-f]+)>/gi)]
            .flatMap(([, codes = '']) => codes.match(/.{4}/g) ?? [])
            .map((code) => letters.get(Number.parseInt(code, 16)) ?? '')
            .join(''),
        )
        .join('\n'),
    )
    .join('\n')
}
const pagesOf = (pdf: Uint8Array) =>
  Buffer.from(pdf)
    .toString('latin1')
    .match(/\/Type \/Page\b/g)?.length ?? 0

test('a PDF: its words can be read, tables go on over pages with their heads, pages are numbered', async () => {
  const noPicture = () => {
    throw new Error('there is no chart in it')
  }
  const sections = [{ heading: 'All rows', text: 'x'.repeat(400), table: long(120) }]
  const pdf = await makePdf({ title: 'Größe', sections }, noPicture, new Date(0), { compress: false })
  const pages = pagesOf(pdf)
  expect(pages).toBeGreaterThan(2)
  const words = wordsOf(pdf)
  expect(words).toContain('Größe')
  expect(words).toContain('Row 119')
  expect(words).toContain(`1 / ${pages}`)
  expect(words).toContain(`${pages} / ${pages}`)
  expect(words.match(/First reply/g)?.length).toBe(pages)
})

test('a PDF with its chart is made beside the requests; a picture lies in it', async () => {
  const pdf = Buffer.from(await toPdf(desk.app, document)).toString('latin1')
  expect(pdf).toContain('/Subtype /Image')
  expect(pdf).toMatch(/%%EOF\s*$/)
})

test('what is too large is refused in words that say what to do', async () => {
  expect(() => toCsv(long(20_001))).toThrow(/20,001 rows; a file takes 20,000/)
  expect(toCsv(long(20_000)).split('\r\n')).toHaveLength(20_002)
  const sections = [{ heading: 'a', table: long(20_001) }]
  await expect(toXlsx(desk.app, { title: 'a', sections })).rejects.toMatchObject({ code: 'limit' })
  const points = { ...reachChart, series: [{ name: 'a', values: Array.from({ length: 60_000 }, () => 1) }] }
  const pdf = toPdf(desk.app, { title: 'a', sections: [{ heading: 'a', chart: points }] })
  await expect(pdf).rejects.toThrow(/too many points/)
})

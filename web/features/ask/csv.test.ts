import { expect, it } from 'vitest'
import { csvOf } from './csv.ts'

it('is quoted, keeps numbers, leaves gaps, and runs nothing', () => {
  const csv = csvOf({
    columns: [{ label: 'Post' }, { label: 'Rate', unit: 'percent' }, { label: '=n' }],
    rows: [
      ['Ferns, "new"', 12.5, -3],
      ['=HYPERLINK("http://x")', null, 0],
      [' +1', 1, null],
    ],
  })
  expect(csv).toBe(
    '\ufeffPost,Rate (%),\'=n\r\n"Ferns, ""new""",12.5,-3\r\n"\'=HYPERLINK(""http://x"")",,0\r\n\' +1,1,\r\n',
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { safeFileName } from './file-name.ts'

test.each([
  ['photo.jpg', 'photo.jpg'],
  ['Rechnung März 2026.pdf', 'Rechnung März 2026.pdf'],
  ['فاکتور.pdf', 'فاکتور.pdf'],
  ['../../etc/passwd', '_.._etc_passwd'],
  ['C:\\Users\\a\\b.txt', 'C__Users_a_b.txt'],
  ['a\r\nSet-Cookie: x.png', 'aSet-Cookie_ x.png'],
  ['invoice\u202Egpj.exe', 'invoicegpj.exe'],
  ['a\u2066b\u200Fc.txt', 'abc.txt'],
  ['a\0b.txt', 'ab.txt'],
  ['"quoted".txt', '_quoted_.txt'],
  ['.htaccess', 'htaccess'],
  ['name. . .', 'name'],
  ['con.txt', '_con.txt'],
  ['...', 'file'],
  ['', 'file'],
])('%j becomes %j', (name, safe) => {
  expect(safeFileName(name)).toBe(safe)
})

test('a long name keeps its extension and whole characters', () => {
  const name = safeFileName(`${'👨‍👩‍👧'.repeat(50)}.jpeg`)
  expect(name.length).toBeLessThanOrEqual(120)
  expect(name).toMatch(/👧?\.jpeg$/u)
  expect(safeFileName(`${'a'.repeat(300)}.tar.gz`)).toBe(`${'a'.repeat(117)}.gz`)
  expect(safeFileName('x'.repeat(300))).toHaveLength(120)
})

test('whatever comes, the name is safe', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
      const safe = safeFileName(name)
      expect(safe).toMatch(/^[^/\\:*?"<>|\p{C}]{1,120}$/u)
      expect(safe.isWellFormed()).toBe(true)
      expect(safe).not.toMatch(/^\./)
    }),
    { numRuns: 2000 },
  )
})

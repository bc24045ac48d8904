import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanText, foldForMatch, preview, utf8Length } from './text.ts'

test('clean text drops zeros and mends surrogates, and keeps the rest as it is', () => {
  expect(cleanText('a\0b\uD800c')).toBe('ab\uFFFDc')
  const kept = ' e\u0301 ﬁ\r\n\u200Bسلام 👨‍👩‍👧 '
  expect(cleanText(kept)).toBe(kept)
})

test('a preview never cuts a character apart', () => {
  expect(preview('hello', 5)).toBe('hello')
  expect(preview('hello!', 5)).toBe('hell…')
  expect(preview('ab cdef', 4)).toBe('ab…')
  expect(preview('👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧', 3)).toBe('👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧')
  expect(preview('👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧', 2)).toBe('👨‍👩‍👧…')
  expect(preview('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301…')
  expect(utf8Length('é👍')).toBe(6)
})

test.each([
  ['Füße', 'FUSSE'],
  ['café', 'CAFE\u0301'],
  ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
  ['İstanbul', 'istanbul'],
  ['ılık', 'ILIK'],
  ['ｆｕｌｌ　ｗｉｄｔｈ', 'full width'],
  ['Łódź', 'lodz'],
  ['tiếng Việt', 'tieng viet'],
  ['ёлка', 'ЕЛКА'],
  ['مُحَمَّد', 'محمد'],
  ['أحمد', 'احمد'],
  ['کتاب', 'كتاب'],
  ['می\u200Cخواهم', 'ميخواهم'],
  ['ســلام', 'سلام'],
  ['שָׁלוֹם', 'שלום'],
  ['٣٤ ۵۶ ७८ ９', '34 56 78 9'],
  ['p\u200Br\u00ADi\uFEFFce', 'price'],
  ['  a \t\n b\u00A0c ', 'a b c'],
  ['❤️', '❤'],
])('%j and %j match', (left, right) => {
  expect(foldForMatch(left)).toBe(foldForMatch(right))
})

test.each([
  ['й', 'и'],
  ['が', 'か'],
  ['कि', 'क'],
  ['ป้า', 'ปา'],
  ['1', '2'],
])('%j and %j are different words', (left, right) => {
  expect(foldForMatch(left)).not.toBe(foldForMatch(right))
})

test('folding what is folded changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const once = foldForMatch(text)
      expect(foldForMatch(once)).toBe(once)
    }),
    { numRuns: 2000 },
  )
})

test('digits of every script', () => {
  for (let code = 0; code <= 0x10ffff; code++) {
    const character = code >= 0xd800 && code <= 0xdfff ? ' ' : String.fromCodePoint(code)
    if (/\p{Nd}/u.test(character)) expect(foldForMatch(character)).toMatch(/^[0-9]$/)
  }
  expect(foldForMatch('٠١٢٣٤٥٦٧٨٩')).toBe('0123456789')
})

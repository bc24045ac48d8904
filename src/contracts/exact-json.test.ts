import { expect, test } from 'vitest'
import { exactJson, vendorId } from './exact-json.ts'

test('an id beyond 2^53 keeps every digit, whatever stands around it', () => {
  expect(
    exactJson('{"id":17841405793187219,"list":[-9007199254740993,7,1.5,1e30],"text":"9007199254740993"}'),
  ).toEqual({
    id: '17841405793187219',
    list: ['-9007199254740993', 7, 1.5, 1e30],
    text: '9007199254740993',
  })
})

test('ids are text, however the vendor writes them', () => {
  expect([vendorId.parse(7), vendorId.parse('7')]).toEqual(['7', '7'])
  expect(vendorId.safeParse(null).success).toBe(false)
})

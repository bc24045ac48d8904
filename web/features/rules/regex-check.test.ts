import { expect, test } from 'vitest'
import { checkRegex } from './regex-check.ts'

test.each([
  ['order (\\d+', /not closed/],
  ['a)b', /closes nothing/],
  ['x[z-a]', /range/],
  ['ab**', /repetitions/],
  ['a(?=x)', /ahead or behind/],
] as const)('the fault of %s is shown in its place', async (pattern, reason) => {
  const { fault } = await checkRegex(pattern, true)
  expect(fault?.reason).toMatch(reason)
  expect(fault && pattern.slice(fault.from, fault.to)).not.toBe('')
})

test('only the part that is wrong is marked, where the engine names it', async () => {
  const { fault } = await checkRegex('fine|x[z-a]', false)
  expect(fault).toMatchObject({ from: 7, to: 10 })
})

test('what a pattern finds in a text', async () => {
  expect((await checkRegex('ORDER \\d+', true)).find('my order 42!')).toEqual({ from: 3, to: 11 })
  expect((await checkRegex('ORDER \\d+', false)).find('my order 42!')).toBeUndefined()
})

import { expect, test } from 'vitest'
import { safeReturnPath } from './return-path.ts'

test('a way back is a path of ours', () => {
  expect(safeReturnPath('/inbox/c1?tab=mine#m3')).toBe('/inbox/c1?tab=mine#m3')
  for (const bad of [
    undefined,
    '',
    'inbox',
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/sign-in?from=/x',
  ]) {
    expect(safeReturnPath(bad)).toBe('/')
  }
})

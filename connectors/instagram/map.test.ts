import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exactJson } from '#contracts/exact-json.ts'
import { parseInstagram } from './map.ts'

const received = { at: new Date('2026-11-20T10:00:00Z'), env: { META_APP_ID: '1234567890123' } }

describe('every fixture becomes the events beside it', () => {
  const files = globSync(join(import.meta.dirname, 'fixtures/*.json')).sort()
  test.each(files.map((file) => [basename(file, '.json'), file]))('%s', (_name, file) => {
    const { payload, events } = exactJson(readFileSync(file)) as { payload: unknown; events: unknown }
    // Ids beyond 2^53 were read as text; on the way in they are numbers again.
    const body = JSON.stringify(payload).replace(/"(\d{17,})"/g, '$1')
    expect(parseInstagram(new TextEncoder().encode(body), received)).toEqual(events)
  })
})

test('what is not JSON is parked', () => {
  expect(parseInstagram(new TextEncoder().encode('{"object":'), received)).toMatchObject([
    { kind: 'unknown' },
  ])
})

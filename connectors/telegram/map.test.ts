import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseUpdate } from './map.ts'

const received = { at: new Date('2026-11-20T10:00:00Z'), channelExternalId: '7000000001', env: {} }
const parse = (body: string) => parseUpdate(new TextEncoder().encode(body), received)

describe('every fixture becomes the events beside it', () => {
  const files = globSync(join(import.meta.dirname, 'fixtures/*.json')).sort()
  test.each(files.map((file) => [basename(file, '.json'), file]))('%s', (_name, file) => {
    const fixture = JSON.parse(readFileSync(file, 'utf8')) as { payload: unknown; events: unknown }
    expect(parse(JSON.stringify(fixture.payload))).toEqual(fixture.events)
  })
})

test('what cannot be read is parked with its reason', () => {
  expect(parse('{"update_id":1,')).toMatchObject([{ kind: 'unknown', account: '7000000001' }])
  expect(parse('{"update_id":1,"message":{"message_id":1}}')).toEqual([
    {
      kind: 'unknown',
      account: '7000000001',
      reason: 'an update of another shape than known, at message.date',
    },
  ])
})

test('an update without its channel is parked, for nothing else names the bot', () => {
  const body = new TextEncoder().encode('{"update_id":1}')
  expect(parseUpdate(body, { at: received.at, env: {} })).toMatchObject([{ kind: 'unknown' }])
})

import { afterAll, expect, test } from 'vitest'
import { until } from '#test/kit/until.ts'
import { makeLog } from './log.ts'
import { makeSideProcess } from './side-process.ts'

const log = makeLog({ level: 'silent' })
const dying = new URL('../../test/kit/dying-work.ts', import.meta.url)
const one = makeSideProcess({ log, limitMs: 60_000, idleMs: 60_000 })
afterAll(() => one.end())

test('work runs in a process that is not ours, and the next finds it there', async () => {
  expect([...(await one.run(dying, 'fine'))]).toEqual([7])
  const first = one.pid()
  expect(first).toBeGreaterThan(0)
  expect(first).not.toBe(process.pid)
  expect([...(await one.run(dying, 'fine'))]).toEqual([7])
  expect(one.pid()).toBe(first)
})

test('work that fails tells why, and its process goes on', async () => {
  const before = one.pid()
  await expect(one.run(dying, 'fail')).rejects.toMatchObject({ code: 'internal', message: /it failed/ })
  expect(one.pid()).toBe(before)
})

test('a process that dies takes one task with it; the next one has a new process', async () => {
  for (const task of ['die', 'throw later']) {
    const before = one.pid()
    const [dead, alive] = [one.run(dying, task), one.run(dying, 'fine')]
    await expect(dead).rejects.toMatchObject({ code: 'internal' })
    expect([...(await alive)]).toEqual([7])
    expect(one.pid()).not.toBe(before)
  }
})

test('work that takes too long fails alone', async () => {
  const late = one.run(dying, 'hang', { limitMs: 50 })
  const next = one.run(dying, 'fine')
  await expect(late).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('too long') })
  expect([...(await next)]).toEqual([7])
})

test('what cannot be handed over fails alone', async () => {
  await expect(one.run(dying, () => 'a function')).rejects.toMatchObject({ code: 'internal' })
  expect([...(await one.run(dying, 'fine'))]).toEqual([7])
})

test('idle, it ends, and the next call starts another', async () => {
  const brief = makeSideProcess({ log, limitMs: 60_000, idleMs: 30 })
  await brief.run(dying, 'fine')
  const pid = brief.pid()
  await until(() => brief.pid() === undefined, { what: 'the idle process to end' })
  expect([...(await brief.run(dying, 'fine'))]).toEqual([7])
  expect(brief.pid()).not.toBe(pid)
  await brief.end()
})

test('ended, it turns away what runs and what waits', async () => {
  const told = Promise.allSettled([one.run(dying, 'hang'), one.run(dying, 'fine')])
  await one.end()
  expect((await told).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(one.pid()).toBeUndefined()
})

test('too many that wait are turned away at once', async () => {
  const busy = makeSideProcess({ log, limitMs: 60_000, idleMs: 1_000 })
  const all = Promise.allSettled(Array.from({ length: 202 }, () => busy.run(dying, 'hang')))
  await busy.end()
  expect((await all).at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'limit' } })
})

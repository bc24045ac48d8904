import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectChannel } from '#features/channels/index.ts'
import { createPost, getPost, submitPost } from '#features/posts/index.ts'
import { discover } from '#kernel/discover.ts'
import { makeTeam } from '#test/kit/team.ts'
import type { Team } from '#test/kit/team.ts'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'
import { checkCsv, discardImport, getImport, importSome, startImport } from './import-csv.ts'
import { readCalendar } from './read-calendar.ts'
import { schedulePost, unschedulePost } from './schedule-post.ts'
import { changeFollowing, extendSeries, getSeries, skipOccurrence, stopSeries } from './series.ts'
import { saveChannelSettings, saveSettings } from './settings.ts'
import { createSlot, nextFreeSlots } from './slots.ts'
import { atWall } from './wall-time.ts'

let desk: TestApp
let team: Team
let channelId: string
beforeAll(async () => {
  desk = await makeTestApp({ found: await discover(), env: { SANDBOX: '1', DATABASE_POOL_SIZE: '8' } })
  team = await makeTeam(desk)
  channelId = (
    await connectChannel(team.ctx, { connector: 'x', values: {}, sandbox: true, sandboxHandle: 'shop' })
  ).id
})
afterAll(() => desk.close())

let made = 0
const draft = () => createPost(team.ctx, { body: { text: `Post ${++made}` }, targets: [{ channelId }] })
const hours = (n: number) => new Date(desk.clock.now().getTime() + n * 3_600_000)
const pad = (n: number) => String(n).padStart(2, '0')
/** A weekday (1 is Monday) so many days from now, and its date in UTC. */
const dayIn = (days: number) => {
  const day = hours(24 * days)
  return { weekday: ((day.getUTCDay() + 6) % 7) + 1, date: day.toISOString().slice(0, 10) }
}

describe('a time', () => {
  test('that the clocks skip or show twice is refused with what to choose', () => {
    expect(() => atWall('2026-03-29T02:30', 'Europe/Berlin')).toThrow('skip 02:30. Choose 01:30 or 03:30')
    expect(() => atWall('2026-10-25T02:30', 'Europe/Berlin')).toThrow('twice')
    expect(atWall('2026-11-24T09:00', 'Europe/Berlin').instant.toISOString()).toBe('2026-11-24T08:00:00.000Z')
  })

  test('is kept as instant, wall clock and zone; one that has passed is refused', async () => {
    const post = await draft()
    const year = desk.clock.now().getUTCFullYear() + 1
    const { post: planned } = await schedulePost(team.ctx, {
      postId: post.id,
      when: { kind: 'wall', wall: `${year}-07-01T09:00`, zone: 'America/New_York' },
    })
    expect(planned).toMatchObject({
      plannedAt: `${year}-07-01T13:00:00.000Z`,
      plannedWall: `${year}-07-01T09:00:00`,
      plannedZone: 'America/New_York',
    })
    await expect(
      schedulePost(team.ctx, {
        postId: post.id,
        when: { kind: 'wall', wall: '2020-01-01T09:00', zone: 'UTC' },
      }),
    ).rejects.toThrow('has passed')
    await expect(
      schedulePost(team.ctx, {
        postId: post.id,
        when: { kind: 'wall', wall: `${year}-02-31T09:00`, zone: 'UTC' },
      }),
    ).rejects.toMatchObject({ code: 'invalid' })
  })

  test('close to another post of the account is warned of', async () => {
    const when = { kind: 'instant' as const, instant: hours(500).toISOString(), zone: 'UTC' }
    const first = await draft()
    await schedulePost(team.ctx, { postId: first.id, when })
    const second = await draft()
    const { warnings } = await schedulePost(team.ctx, { postId: second.id, when })
    expect(warnings).toMatchObject([
      { kind: 'close', message: expect.stringContaining(`#${first.number}`) as string },
    ])
    await saveChannelSettings(team.ctx, { channelId, paused: true, minGapMinutes: 0, category: '' })
    const third = await schedulePost(team.ctx, { postId: second.id, when })
    expect(third.warnings.map((one) => one.kind)).toEqual(['close', 'paused'])
    await saveChannelSettings(team.ctx, { channelId, paused: false, minGapMinutes: 0, category: '' })
  })

  test('another organisation has no such post, a viewer may not', async () => {
    const post = await draft()
    const when = { kind: 'instant' as const, instant: hours(9).toISOString(), zone: 'UTC' }
    const other = await makeTeam(desk)
    await expect(schedulePost(other.ctx, { postId: post.id, when })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(schedulePost(await team.as('viewer'), { postId: post.id, when })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })
})

describe('slots', () => {
  test('many at once get slots of their own; off the calendar the slot is free again', async () => {
    const { weekday } = dayIn(2)
    for (const hour of [8, 12]) await createSlot(team.ctx, { weekday, time: `${pad(hour)}:00`, zone: 'UTC' })
    const posts = await Promise.all(Array.from({ length: 6 }, draft))
    const planned = await Promise.all(
      posts.map((post) => schedulePost(team.ctx, { postId: post.id, when: { kind: 'next_free' } })),
    )
    const times = planned.map(({ post }) => post.plannedAt)
    expect(new Set(times).size).toBe(6)
    const first = planned.find(
      ({ post }) => post.plannedAt === [...times].sort((a, b) => String(a).localeCompare(String(b)))[0],
    )
    await unschedulePost(team.ctx, { postId: first?.post.id ?? '' })
    const [free] = await nextFreeSlots(team.ctx, { channelIds: [channelId] })
    expect(free?.at).toBe(first?.post.plannedAt)
  })

  test('with jitter spread their posts; people see the time of the slot', async () => {
    const { weekday } = dayIn(4)
    await createSlot(team.ctx, { weekday, time: '15:00', zone: 'UTC', category: 'spread', jitterMinutes: 30 })
    const late: number[] = []
    for (let week = 0; week < 3; week++) {
      const post = await draft()
      await submitPost(team.ctx, { postId: post.id })
      const { post: planned } = await schedulePost(team.ctx, {
        postId: post.id,
        when: { kind: 'next_free', category: 'spread' },
      })
      const [target] = await desk.sql<Array<{ at: Date }>>`
        select effective_at as at from post_targets where post_id = ${post.id}`
      expect(planned.plannedWall).toContain('T15:00')
      late.push((target?.at.getTime() ?? 0) - Date.parse(planned.plannedAt ?? ''))
    }
    expect(late.every((ms) => ms >= 0 && ms < 30 * 60_000)).toBe(true)
    expect(new Set(late).size).toBe(3)
  })

  test('of other accounts and categories are not taken', async () => {
    const { weekday } = dayIn(1)
    await createSlot(team.ctx, { weekday, time: '05:00', zone: 'UTC', category: 'tips' })
    const tips = await nextFreeSlots(team.ctx, { channelIds: [channelId], category: 'tips', count: 1 })
    expect(tips).toMatchObject([{ category: 'tips', wall: expect.stringContaining('T05:00') as string }])
    await expect(
      schedulePost(team.ctx, {
        postId: (await draft()).id,
        when: { kind: 'next_free', category: 'none such' },
      }),
    ).rejects.toThrow('No free slot')
  })
})

describe('a series', () => {
  async function series(rule = 'FREQ=DAILY;COUNT=5') {
    const { date } = dayIn(3)
    const post = await draft()
    const { post: first } = await schedulePost(team.ctx, {
      postId: post.id,
      when: { kind: 'rrule', rrule: `DTSTART;TZID=UTC:${date.replaceAll('-', '')}T090000\nRRULE:${rule}` },
    })
    const id = first.seriesId ?? ''
    const times = () => desk.sql<Array<{ at: Date; state: string; number: number; id: string }>>`
      select occurrence_at as at, state, number, id from posts where series_id = ${id} and deleted_at is null order by 1`
    return { post: first, id, times }
  }

  test('makes its posts ahead, each once; approved once for all of the same words', async () => {
    const { post, id, times } = await series()
    await submitPost(team.ctx, { postId: post.id })
    await Promise.all([extendSeries(team.ctx, id), extendSeries(team.ctx, id)])
    await extendSeries(team.ctx, id)
    const all = await times()
    expect(all).toHaveLength(5)
    expect(all.map((one) => one.state)).toEqual(Array(5).fill('scheduled'))
    expect((await getSeries(team.ctx, id)).ended).toBe(true)
  })

  test('leaves one out, stops, and goes on with other words', async () => {
    const { id, times } = await series('FREQ=DAILY')
    await extendSeries(team.ctx, id)
    const all = await times()
    expect(all.length).toBeGreaterThan(25)
    const third = all[2]
    const view = await skipOccurrence(team.ctx, { seriesId: id, at: third?.at ?? new Date() })
    expect(view.next.map((one) => one.at)).not.toContain(third?.at.toISOString())
    await extendSeries(team.ctx, id)
    expect((await times()).map((one) => one.at)).not.toContainEqual(third?.at)
    await expect(
      skipOccurrence(team.ctx, { seriesId: id, at: new Date((third?.at.getTime() ?? 0) + 60_000) }),
    ).rejects.toThrow('no such time')
    const fourth = all[3]
    const following = await changeFollowing(team.ctx, { postId: fourth?.id ?? '' })
    expect(following.seriesId).not.toBe(id)
    expect((await getSeries(team.ctx, id)).ended).toBe(true)
    await stopSeries(team.ctx, { seriesId: following.seriesId ?? '' })
    expect((await getSeries(team.ctx, following.seriesId ?? '')).next).toEqual([])
  })

  test.each(['FREQ=MINUTELY', 'FREQ=NEVER', 'FREQ=DAILY;UNTIL=20200101T000000Z'])(
    '%s is refused in words',
    async (rule) => {
      await expect(series(rule)).rejects.toMatchObject({ code: 'invalid' })
    },
  )
})

test('the calendar has what is planned, and the times of series to come', async () => {
  const from = hours(-1)
  const view = await readCalendar(team.ctx, { from, to: hours(24 * 60) })
  expect(view.entries.length).toBeGreaterThan(5)
  expect(view.entries[0]).toMatchObject({ channelIds: [channelId], zone: expect.any(String) as string })
  expect(view.entries.every((one) => one.plannedAt >= from.toISOString())).toBe(true)
  const other = await makeTeam(desk)
  expect((await readCalendar(other.ctx, { from, to: hours(24 * 60) })).entries).toEqual([])
  await expect(readCalendar(team.ctx, { from, to: hours(24 * 200) })).rejects.toMatchObject({
    code: 'invalid',
  })
})

describe('a CSV', () => {
  const { date } = (() => ({ date: new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10) }))()
  const csv = [
    'text,accounts,date,time,zone,labels',
    `"Hello, all",@shop,${date},09:30,Europe/Berlin,"launch; tips"`,
    `No account,nobody,${date},09:30,,`,
    `Bad time,x,${date},25:99,,`,
    'A draft,x,,,,',
  ].join('\n')

  test('is checked first, with what is wrong in each row; then the good ones are made, once', async () => {
    const checked = await checkCsv(team.ctx, { name: 'november.csv', csv })
    expect(checked).toMatchObject({ good: 2, bad: 2, state: 'checked' })
    expect(checked.rows.map((row) => row.errors.length > 0)).toEqual([false, true, true, false])
    expect(checked.rows[0]).toMatchObject({ labels: ['launch', 'tips'], at: { zone: 'Europe/Berlin' } })
    await Promise.all([startImport(team.ctx, checked.id), startImport(team.ctx, checked.id)])
    await Promise.all([importSome(team.ctx, checked.id), importSome(team.ctx, checked.id)])
    const after = await getImport(team.ctx, checked.id)
    expect(after.state).toBe('imported')
    const [first, , , last] = after.rows
    expect(await getPost(team.ctx, { postId: first?.postId ?? '' })).toMatchObject({
      state: 'scheduled',
      labels: ['launch', 'tips'],
    })
    expect(await getPost(team.ctx, { postId: last?.postId ?? '' })).toMatchObject({ state: 'draft' })
    const posts = await desk.sql`select 1 from posts where source->>'import' = ${checked.id}`
    expect(posts).toHaveLength(2)
    await expect(discardImport(team.ctx, checked.id)).rejects.toMatchObject({ code: 'precondition' })
  })

  test.each([
    ['nothing in it', 'text,accounts\n', 'no posts'],
    ['no columns', 'a;b\n1;2', 'needs the columns'],
    ['a column nobody knows', 'text,accounts,colour\na,x,red', 'colour'],
    ['a quote left open', 'text,accounts\n"a,x', 'cannot be read'],
  ])('with %s says what to do', async (_, text, message) => {
    await expect(checkCsv(team.ctx, { name: 'x.csv', csv: text })).rejects.toThrow(message)
  })
})

test('settings are kept, and a viewer only reads them', async () => {
  const saved = await saveSettings(team.ctx, {
    missedAfterMinutes: 30,
    staggerSeconds: 90,
    warnWithinMinutes: 10,
  })
  expect(saved).toMatchObject({ missedAfterMinutes: 30, staggerSeconds: 90 })
  await expect(saveSettings(await team.as('agent'), saved)).rejects.toMatchObject({ code: 'forbidden' })
})

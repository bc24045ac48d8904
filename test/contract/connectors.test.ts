/**
 * Every connector that is found keeps the contract of src/contracts/connector.ts: the same cases for each,
 * through its real functions and, where it has one, against its sandbox. What a protocol does not have is
 * declared in its cases.ts and printed here.
 */
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contractCases, type ContractCase } from '#contracts/connector-cases.ts'
import { ConnectorError, outcomeOfFailure, type ChannelIo } from '#contracts/connector.ts'
import type { SandboxFault } from '#contracts/sandbox.ts'
import { must } from '#kernel/assert.ts'
import { asReal, atSandbox, type AtSandbox } from './at-sandbox.ts'
import { ioOfCases, loadConnectors, type Candidate } from './candidates.ts'

const candidates = await loadConnectors()
const encode = (value: unknown) =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
const moment = new Date('2026-11-20T10:00:00Z')

test('there are connectors', () => {
  expect(candidates.length).toBeGreaterThan(0)
})

describe.each(candidates)('$id', (candidate) => {
  const { id, connector, cases } = candidate
  const io = ioOfCases(candidate)
  const received = {
    at: moment,
    env: cases.env,
    ...(cases.channelExternalId === undefined ? {} : { channelExternalId: cases.channelExternalId }),
  }
  const parse = (value: unknown) => connector.parse(encode(value), received)
  const verify = (headers: Record<string, string>, body: Uint8Array) =>
    must(connector.webhook, `webhook of ${id}`).verify(io, { headers: new Headers(headers), body })
  const hello = (text = 'hello', message = '7001') => cases.message({ id: message, text, at: moment })

  test('abilities, form and functions agree', () => {
    expect(connector.id).toBe(id)
    if (connector.abilities.signals.length > 0) expect(connector).toHaveProperty('signal')
    expect(connector.abilities.text.max).toBeGreaterThan(0)
    expect(new Set(connector.form.map((field) => field.name)).size).toBe(connector.form.length)
  })

  const checks: Record<ContractCase, () => void | Promise<void>> = {
    'good signature'() {
      const body = encode(hello())
      expect(verify(cases.sign(body, moment), body)).toBe(true)
    },
    'tampered body'() {
      const body = encode(hello())
      expect(verify(cases.sign(body, moment), encode(hello('hellp')))).toBe(false)
    },
    'stale signature'() {
      const body = encode(hello())
      const old = new Date(io.clock.now().getTime() - 3_600_000)
      expect(verify(cases.sign(body, old), body)).toBe(false)
    },
    'missing signature'() {
      const body = encode(hello())
      expect(verify({}, body)).toBe(false)
      const wrong = Object.entries(cases.sign(body, moment)).map(([name, value]) => [name, flip(value)])
      expect(verify(Object.fromEntries(wrong), body)).toBe(false)
    },
    'batch across accounts'() {
      const other = `${cases.account.slice(0, -1)}0`
      const batch = cases.batch?.([
        { account: cases.account, id: '7001', text: 'one', at: moment },
        { account: other, id: '7002', text: 'two', at: moment },
      ])
      const events = parse(must(batch, `batch in the cases of ${id}`))
      expect(events).toMatchObject([
        { kind: 'message', account: cases.account, message: { text: 'one' } },
        { kind: 'message', account: other, message: { text: 'two' } },
      ])
    },
    duplicate() {
      const body = encode(hello())
      const headers = new Headers(cases.sign(body, moment))
      expect(connector.parse(body, received)).toEqual(connector.parse(body, received))
      expect(connector.webhook?.key?.(headers, body)).toBe(connector.webhook?.key?.(headers, body))
      expect(idsOf(parse(hello('hello', '7002')))).not.toEqual(idsOf(parse(hello())))
    },
    reordered() {
      const later = new Date(moment.getTime() + 60_000)
      const second = cases.message({ id: '7002', text: 'second', at: later })
      const times = [second, hello('first')].flatMap(parse).map((event) => ('at' in event ? event.at : ''))
      expect(times).toEqual([later.toISOString(), moment.toISOString()])
    },
    'unknown type'() {
      const events = parse(cases.unknown())
      expect(events).toMatchObject([{ kind: 'unknown', reason: expect.stringMatching(/\w/) as string }])
      expect(parse('{"half":')).toMatchObject([{ kind: 'unknown' }])
      expect(parse('[]')).toMatchObject([{ kind: 'unknown' }])
    },
    'hostile text'() {
      for (const text of hostileTexts) {
        expect(parse(hello(text))).toMatchObject([{ kind: 'message', message: { text } }])
      }
    },
    async 'expired token'() {
      await failing({ kind: 'expire_token', times: 1 }, 'auth_expired', 0)
    },
    async 'rate limit'() {
      const fault = { kind: 'rate_limit', times: 1, retryAfterSeconds: 120 } as const
      const error = await failing(fault, 'rate_limited', 0)
      expect(error.retryAt?.getTime()).toBeGreaterThan(Date.now() + 100_000)
    },
    async 'lost answer'() {
      const error = await failing({ kind: 'drop_answer', times: 1 }, 'outcome_unknown', 1)
      expect(outcomeOfFailure[error.kind]).toBe('unknown')
    },
    'ids above 2^53'() {
      const large = '9007199254740993'
      const named = parse(cases.message({ id: large, text: 'x', at: moment }))
      expect(idsOf(named)[0]).toContain(large)
      const asText = JSON.stringify(cases.message({ id: '7001', text: 'x', at: moment, person: large }))
      for (const body of [asText, asText.replaceAll(`"${large}"`, large)]) {
        expect(parse(body)).toMatchObject([{ kind: 'message', person: { id: large } }])
      }
    },
  }

  let at: AtSandbox | undefined
  let channel: ChannelIo | undefined
  beforeAll(async () => {
    if (!connector.sandbox) return
    at = await atSandbox(connector)
    channel = await at.connect('contract')
  })
  afterAll(() => at?.close())

  const sending = async (to = must(channel, `sandbox of ${id}`)) => {
    const message = { id: 'client-id', to: cases.person, text: 'hello' }
    return must(await connector.send?.(to, message), `send of ${id}`)
  }

  /** Fails a send by a fault: it ends as that kind, has had that many effects, and the next one goes through. */
  async function failing(fault: SandboxFault, kind: ConnectorError['kind'], effects: number) {
    const { sandbox } = must(at, `sandbox of ${id}`)
    const account = must(channel, 'channel').channel.externalId
    const times = () => sandbox.creates(account).reduce((sum, row) => sum + row.times, 0)
    const before = times()
    sandbox.fault(fault)
    const error = await errorOf(sending())
    expect(error).toMatchObject({ name: 'ConnectorError', kind })
    expect(times() - before).toBe(effects)
    for (const secret of Object.values(must(channel, 'channel').credentials)) {
      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(secret)
    }
    await expect(sending()).resolves.toHaveProperty('providerId')
    return error
  }

  for (const name of contractCases) {
    const reason = cases.absent[name]
    if (reason === undefined) test(name, () => checks[name]())
    else {
      console.log(`${id} has no "${name}": ${reason}`)
      test.skip(`${name} (${reason})`, () => undefined)
    }
  }

  // A connector whose sending calls nobody has nobody who could fail.
  const calls = connector.sandbox && cases.absent['lost answer'] === undefined
  describe.runIf(calls)('failures of the vendor', () => {
    test('trouble of the vendor is not sent', () =>
      failing({ kind: 'server_error', times: 1 }, 'unavailable', 0))
    test('a person who blocked us', () => failing({ kind: 'block_recipient', times: 1 }, 'recipient_gone', 0))
    test('a page of HTML in place of an answer leaves the outcome open', () =>
      failing({ kind: 'html_page', times: 1 }, 'outcome_unknown', 0))

    test('an answer that comes too late leaves the outcome open', async () => {
      const { sandbox, io: around } = must(at, 'sandbox')
      sandbox.fault({ kind: 'delay', times: 1, ms: 1500 })
      const { http } = around
      const hasty: typeof http = {
        ...http,
        raw: (url, options) => http.raw(url, { ...options, timeoutMs: 150 }),
        json: (url, options) => http.json(url, { ...options, timeoutMs: 150 }),
      }
      const error = await errorOf(sending({ ...must(channel, 'channel'), http: hasty }))
      expect(error.kind).toBe('outcome_unknown')
    })

    test('a refused connection is certainly not sent', async () => {
      const closed = await atSandbox(connector)
      const there = await closed.connect('gone')
      await closed.close()
      const error = await errorOf(sending(asReal(there)))
      expect(error.kind).toBe('unavailable')
    })
  })
})

async function errorOf(promise: Promise<unknown>): Promise<ConnectorError> {
  const error: unknown = await promise.then(
    () => new Error('it did not fail'),
    (thrown: unknown) => thrown,
  )
  if (error instanceof ConnectorError) return error
  throw new Error('not a ConnectorError', { cause: error })
}

const flip = (text: string) => text.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
const idsOf = (events: ReturnType<Candidate['connector']['parse']>) =>
  events.map((event) => (event.kind === 'message' ? event.message.id : event.kind))

const hostileTexts = [
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  "'; drop table messages; --",
  'nul \u0000 in the middle',
  'half a pair \ud83d alone',
  '\u202egnirts sdrawkcab\u202c and \u200bnothing\u200b',
  '👩‍👩‍👧‍👦 e\u0301 ﷽',
  '{{customer.name}} ${process.env.HOME} %s %n ../../etc/passwd',
  '__proto__',
  'x'.repeat(20_000),
]

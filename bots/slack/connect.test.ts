import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { must } from '#kernel/assert.ts'
import { buttonsView, openSlackDesk } from '#test/kit/slack-desk.ts'
import type { SlackDesk } from '#test/kit/slack-desk.ts'
import { until } from '#test/kit/until.ts'
import { surface } from './index.ts'
import { oauth } from './oauth.ts'
import { makeSlackApp } from './slack-app.ts'
import { runSocketMode } from './socket-mode.ts'

let desk: SlackDesk
beforeAll(async () => {
  desk = await openSlackDesk()
})
afterAll(() => desk.close())
beforeEach(() => {
  desk.taken.length = 0
  desk.refuse(0)
  // Two minutes later the rates allow everything again.
  desk.clock.advance(120_000)
})

test('a workspace is installed by consent, or by its own token', async () => {
  const redirectUri = 'https://desk.example/oauth/slack/callback'
  const oauthIo = { ...desk.io, http: {} as never, trust: 'sandbox' as const }
  const address = oauth.authorizeUrl(oauthIo, { redirectUri, state: 's"<1>', challenge: '' })
  const page = await (await fetch(address)).text()
  const allow = must(/class="allow" href="([^"]+)"/.exec(page)?.[1], 'Allow').replaceAll('&amp;', '&')
  const back = new URL(allow)
  expect(back.searchParams.get('state')).toBe('s"<1>')
  const code = back.searchParams.get('code') ?? ''
  const [found] = await oauth.exchange(oauthIo, { code, redirectUri, verifier: '' })
  expect(found).toEqual({
    externalId: desk.ana.workspace,
    name: 'Parley demo',
    credentials: desk.slack.workspace('demo').credentials,
    settings: { address: 'https://demo.slack.com/' },
  })
  await expect(oauth.exchange(oauthIo, { code, redirectUri, verifier: '' })).rejects.toThrow('Start again')
  const own = {
    ...oauthIo,
    env: {
      SLACK_API_URL: desk.io.env['SLACK_API_URL'],
      SLACK_BOT_TOKEN: found?.credentials['botToken'],
    },
  }
  const straight = new URL(oauth.authorizeUrl(own, { redirectUri, state: 's', challenge: '' }))
  expect(straight.origin).toBe('https://desk.example')
  const grant = { code: straight.searchParams.get('code') ?? '', redirectUri, verifier: '' }
  expect((await oauth.exchange(own, grant))[0]?.externalId).toBe(desk.ana.workspace)
})

test('by Socket Mode all comes through the socket, and through the next one after a cut', async () => {
  const stop = new AbortController()
  const running = runSocketMode(desk.io, desk.slack.appToken, stop.signal, (receiver) =>
    makeSlackApp(desk.io, desk.core, receiver),
  )
  await until(() => desk.slack.calls().some(({ method, ok }) => method === 'apps.connections.open' && ok))
  const { workspace, user, channel, dm } = desk.ana
  const { message } = await surface.post(desk.workspace(), { channel }, buttonsView({ id: 'viaSocket' }))
  expect(
    (await desk.slack.act({ workspace, user, channel, kind: 'slash', text: 'one' })).error,
  ).toBeUndefined()
  await desk.slack.act({
    workspace,
    user,
    channel,
    kind: 'press',
    message,
    button: desk.buttonOf(channel, 'viaSocket'),
  })
  desk.refuse(1)
  await desk.slack.act({ workspace, user, channel: dm, kind: 'write', text: 'two' })
  await until(() => desk.taken.length === 3, { what: 'the event that was not acknowledged, again' })
  desk.slack.fault({ kind: 'disconnect', times: 1 })
  await desk.slack.act({ workspace, user, channel: dm, kind: 'write', text: 'three' })
  await until(() => desk.taken.length === 4, { what: 'the event after the cut', timeoutMs: 20_000 })
  expect(desk.taken.map(({ act }) => (act.kind === 'line' ? act.text : act.kind))).toEqual([
    'one',
    'press',
    'two',
    'three',
  ])
  stop.abort()
  await running
})

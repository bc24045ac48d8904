import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { shop, startChatDesk } from '#test/kit/chat-desk.ts'
import type { ChatDesk } from '#test/kit/chat-desk.ts'
import { getEmbed, revealIdentitySecret } from './index.ts'

let { program, owner, channel, visitor, conversationOf } = {} as ChatDesk

beforeAll(async () => {
  ;({ program, owner, channel, visitor, conversationOf } = await startChatDesk())
})
afterAll(() => program.close())

describe('files', () => {
  const picture = async () =>
    new Uint8Array(
      await sharp({ create: { width: 60, height: 40, channels: 3, background: '#264' } })
        .png()
        .toBuffer(),
    )

  test('a picture goes with its words, and its link opens it until it ends', async () => {
    const page = await visitor()
    const up = await page.upload('../my plant.png', await picture(), 'text/html')
    expect(up.data).toMatchObject({ kind: 'image', mime: 'image/png', name: '_my plant.png' })
    await page.write('Look at this', { attachmentIds: [up.data.id] })
    await conversationOf('Look at this')
    const file = must((await page.thread())[0]?.files[0], 'file')
    const original = await fetch(program.url + must(file.url, 'link'))
    expect([original.status, original.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect(original.headers.get('content-disposition')).toMatch(/^attachment/)
    expect(original.headers.get('content-security-policy')).toContain('sandbox')
    const preview = await fetch(program.url + must(file.previewUrl, 'preview'), { headers: { origin: shop } })
    expect(preview.headers.get('content-type')).toBe('image/webp')
    expect(preview.headers.get('access-control-allow-origin')).toBe(shop)
    const other = await fetch(program.url + must(file.url, 'link').replace('v=file', 'v=preview'))
    expect(other.status).toBe(403)
    const late = await fetch(program.url + must(file.url, 'link').replace(/end=\d+/, 'end=1'))
    expect(late.status).toBe(403)
  })

  test('programs and pages are refused, whatever they call themselves', async () => {
    const page = await visitor()
    const text = (content: string) => new TextEncoder().encode(content)
    const program_ = new Uint8Array([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0xff, 0xff, 0, 0])
    expect((await page.upload('invoice.pdf.exe', text('x'))).status).toBe(400)
    expect((await page.upload('holiday.jpg', program_, 'image/jpeg')).status).toBe(400)
    expect((await page.upload('logo.svg', text('<svg onload="x()"/>'), 'image/svg+xml')).status).toBe(400)
    expect(
      (await page.upload('page.txt', text('<!doctype html><script>x()</script>'), 'text/html')).status,
    ).toBe(400)
    expect((await page.upload('empty.png', new Uint8Array())).status).toBe(400)
    expect((await page.upload('big.bin', new Uint8Array(11 << 20))).status).toBe(413)
  })

  test('a file belongs to the visitor who sent it', async () => {
    const page = await visitor()
    const { data } = await page.upload('note.txt', new TextEncoder().encode('hello'), 'text/plain')
    const stranger = await visitor()
    const answer = await stranger.write('Mine now', { attachmentIds: [data.id] })
    expect(answer).toMatchObject({
      status: 400,
      message: 'One of the files is not there any more. Add it again.',
    })
  })
})

describe('for the website', () => {
  test('the line to embed; the secret only for whom channels are theirs to change, and audited', async () => {
    expect((await getEmbed(owner, channel)).snippet).toContain(`data-channel="${channel}"`)
    const agent: Ctx = { ...owner, scopes: new Set(['channels:read']) }
    await expect(revealIdentitySecret(agent, channel)).rejects.toMatchObject({ code: 'forbidden' })
    const stranger: Ctx = { ...owner, orgId: randomUUID(), db: program.app.pools.tenant(randomUUID()) }
    await expect(getEmbed(stranger, channel)).rejects.toMatchObject({ code: 'not_found' })
  })
})

import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { AppError } from '#kernel/errors.ts'
import type { SandboxActResult, SandboxPerson } from '#contracts/sandbox.ts'
import type { ConversationBook } from '../_sandbox/conversation-book.ts'

export interface SandboxVisitor {
  write(message: { text: string; at: string; id?: string; photo?: Buffer }): Promise<SandboxActResult>
  typing(): Promise<SandboxActResult>
  read(): Promise<SandboxActResult>
}

interface Options {
  origin: string
  account: string
  person: SandboxPerson
  hmac: string
  book: ConversationBook
  signal: AbortSignal
}

const visit = z.object({ data: z.object({ token: z.string() }) })
const upload = z.object({ data: z.object({ id: z.string() }) })
const failure = z.object({ error: z.object({ message: z.string() }) })
const message = z.object({
  id: z.string(),
  from: z.enum(['visitor', 'team', 'bot']),
  text: z.string(),
  at: z.string(),
  files: z.array(z.object({ kind: z.string(), name: z.string(), url: z.string().nullable() })),
})

const retryMs = 500

/** One visitor's page without the page: enters, keeps a stream open and acknowledges what arrives. */
export async function makeVisitor(options: Options): Promise<SandboxVisitor> {
  const { origin, account, person, hmac, book, signal } = options
  const base = `${origin}/webchat/${account}`
  let newest: string | undefined

  async function call(path: string, body?: object | FormData, token?: string): Promise<unknown> {
    const isForm = body instanceof FormData
    const response = await fetch(`${base}${path}`, {
      method: 'POST',
      headers: {
        origin,
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(isForm ? {} : { 'content-type': 'application/json' }),
      },
      body: isForm ? body : JSON.stringify(body ?? {}),
      signal: AbortSignal.any([signal, AbortSignal.timeout(15_000)]),
    })
    const answer: unknown = await response.json()
    if (response.ok) return answer
    const told = failure.safeParse(answer)
    throw new AppError('precondition', told.data?.error.message ?? `The chat answered ${response.status}.`)
  }

  const entered = await call('/visitors', { userId: person.id, hmac, name: person.name })
  const { token } = visit.parse(entered).data

  function heard(data: string): void {
    const { id, from, text, at, files } = message.parse(JSON.parse(data))
    const known = book.find(account, person.id, id)
    if (from === 'visitor' || known) return
    newest = id
    const attachments = files.map((file) => ({
      kind: file.kind,
      name: file.name,
      ...(file.url ? { url: `${origin}${file.url}` } : {}),
    }))
    book.add(account, person.id, {
      id,
      at,
      from: 'us',
      kind: attachments.length > 0 ? 'photo' : 'text',
      text,
      state: 'delivered',
      ...(attachments.length > 0 ? { attachments } : {}),
    })
    book.count(account, person.id, text)
    // The page may have closed meanwhile; the next message acknowledges this one as well.
    call('/seen', { state: 'delivered', messageId: id }, token).catch(() => undefined)
  }

  void listen({ url: `${base}/stream`, headers: { origin, authorization: `Bearer ${token}` }, heard, signal })

  return {
    async write({ text, at, id = randomUUID(), photo }) {
      let attachmentIds: string[] = []
      if (photo) {
        const form = new FormData()
        form.set('file', new File([Uint8Array.from(photo)], 'photo.png', { type: 'image/png' }))
        attachmentIds = [upload.parse(await call('/attachments', form, token)).data.id]
      }
      await call('/messages', { clientId: id, text, attachmentIds }, token)
      book.add(account, person.id, {
        id,
        at,
        from: 'customer',
        kind: photo ? 'photo' : 'text',
        text,
        ...(photo ? { attachments: [{ kind: 'image', name: 'photo.png' }] } : {}),
      })
      return { id: `${person.id}/${id}`, status: 200 }
    },
    async typing() {
      await call('/typing', {}, token)
      return { id: 'typing', status: 200 }
    },
    async read() {
      if (newest) await call('/seen', { state: 'read', messageId: newest }, token)
      for (const entry of book.entries(account, person.id)) if (entry.from === 'us') entry.state = 'read'
      return { id: newest ?? 'read', status: 200 }
    },
  }
}

/** Follows the stream and comes back to where it was when the connection ends. */
async function listen(options: {
  url: string
  headers: Record<string, string>
  heard(data: string): void
  signal: AbortSignal
}): Promise<void> {
  // From the beginning of the log, or, when that is no longer kept, from the `reset` on.
  let pos = '0'
  while (!options.signal.aborted) {
    try {
      const { headers, signal } = options
      const response = await fetch(`${options.url}?after=${pos}`, { headers, signal })
      let rest = ''
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const blocks = `${rest}${chunk}`.split('\n\n')
        rest = blocks.pop() ?? ''
        for (const block of blocks) {
          pos = /^id: (\d+)$/m.exec(block)?.[1] ?? pos
          const [, data] = /^event: message\n(?:id: .*\n)?data: (.*)$/m.exec(block) ?? []
          if (data) options.heard(data)
        }
      }
    } catch {
      // Our own server restarts; the loop comes back.
    }
    await wait(retryMs, undefined, { signal: options.signal, ref: false }).catch(() => undefined)
  }
}

import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { makeHttpClient, HttpError, type HttpClient, type HttpClientOptions } from './http-client.ts'

const stops: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return `http://127.0.0.1:${port}`
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  stops.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return listen(server)
}

function client(base: string | string[], more: Partial<HttpClientOptions> = {}): HttpClient {
  const http = makeHttpClient({
    trustedBaseUrls: [base].flat(),
    log: { debug: () => undefined },
    userAgent: 'test/1',
    ...more,
  })
  stops.push(() => http.close())
  return http
}

async function failed(work: Promise<unknown>): Promise<HttpError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof HttpError)) throw new Error('expected an HttpError', { cause: error })
  return error
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

const okSchema = z.object({ ok: z.boolean() })

test('sends JSON with query and headers, and returns what the schema made of the answer', async () => {
  const base = await serve(async (request, response) => {
    const seen = {
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: await text(request),
    }
    response.setHeader('x-limit', '7')
    response.end(JSON.stringify({ ok: true, seen }))
  })
  const answer = await client(base).json(`${base}/v1/me?a=1`, {
    method: 'post',
    headers: { Authorization: 'Bearer t' },
    body: { text: 'سلام' },
    query: { limit: 5, after: undefined },
    schema: z.object({ seen: z.record(z.string(), z.unknown()) }),
  })
  expect(answer.status).toBe(200)
  expect(answer.headers['x-limit']).toBe('7')
  expect(answer.data).toMatchObject({
    seen: {
      method: 'POST',
      url: '/v1/me?a=1&limit=5',
      body: '{"text":"سلام"}',
      headers: {
        authorization: 'Bearer t',
        'content-type': 'application/json',
        'user-agent': 'test/1',
        accept: 'application/json',
      },
    },
  })
})

test('sends forms and files as what they are', async () => {
  const base = await serve(async (request, response) => {
    response.end(JSON.stringify({ type: request.headers['content-type'], body: await text(request) }))
  })
  const schema = z.object({ type: z.string(), body: z.string() })
  const http = client(base)
  const form = await http.json(base, { method: 'POST', body: new URLSearchParams({ a: 'b c' }), schema })
  expect(form.data).toEqual({ type: 'application/x-www-form-urlencoded;charset=UTF-8', body: 'a=b+c' })
  const file = new FormData()
  file.set('photo', new Blob(['bytes'], { type: 'image/png' }), 'a.png')
  const multipart = await http.json(base, { method: 'POST', body: file, schema })
  expect(multipart.data.type).toMatch(/^multipart\/form-data; boundary=/)
  expect(multipart.data.body).toContain('filename="a.png"')
})

test('another status throws with status, headers and a capped body', async () => {
  const base = await serve((_request, response) => {
    response.writeHead(429, { 'retry-after': '3' }).end('x'.repeat(10_000))
  })
  const error = await failed(client(base).json(base, { schema: okSchema }))
  expect(error).toMatchObject({ kind: 'status', status: 429, sent: true })
  expect(error.headers['retry-after']).toBe('3')
  expect(error.body).toHaveLength(4096)
})

test('an answer that is no JSON, or of another shape, is a bad body', async () => {
  const base = await serve((request, response) => {
    response.end(request.url === '/html' ? '<html>' : '{"ok":"secret value"}')
  })
  const http = client(base)
  expect(await failed(http.json(`${base}/html`, { schema: okSchema }))).toMatchObject({
    kind: 'bad_body',
    sent: true,
  })
  const error = await failed(http.json(`${base}/shape`, { schema: okSchema }))
  expect(error.kind).toBe('bad_body')
  expect(error.message).toContain('ok: invalid_type')
  expect(error.message).not.toContain('secret value')
})

test('an empty answer is undefined to the schema', async () => {
  const base = await serve((_request, response) => void response.writeHead(204).end())
  const answer = await client(base).json(base, { method: 'DELETE', schema: z.undefined() })
  expect(answer).toMatchObject({ status: 204, data: undefined })
})

test('stops reading at the byte cap', async () => {
  let written = 0
  const base = await serve((_request, response) => {
    const chunk = Buffer.alloc(64 * 1024)
    const more = () => {
      while (!response.destroyed && written < 1e9 && response.write(chunk)) written += chunk.length
    }
    response.on('drain', more)
    more()
  })
  const error = await failed(client(base).download(base, { maxBytes: 100_000 }))
  expect(error).toMatchObject({ kind: 'too_large', sent: true })
  expect(written).toBeLessThan(50e6)
})

test('download says type and name', async () => {
  const base = await serve((_request, response) => {
    response.setHeader('content-type', 'Image/PNG; x=y')
    response.setHeader('content-disposition', `attachment; filename="a.png"; filename*=UTF-8''%D8%A7.png`)
    response.end('png')
  })
  const file = await client(base).download(base, { maxBytes: 10 })
  expect({ ...file, bytes: Buffer.from(file.bytes).toString() }).toEqual({
    bytes: 'png',
    mime: 'image/png',
    name: 'ا.png',
  })
})

test('a refused connection, an unknown name and a blocked address were not sent', async () => {
  const server = createTcpServer()
  const base = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  expect(await failed(client(base).raw(base, { method: 'POST', body: {} }))).toMatchObject({
    kind: 'network',
    code: 'ECONNREFUSED',
    sent: false,
  })
  const unknown = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })
  const http = client([], { resolve: () => Promise.reject(unknown) })
  expect(await failed(http.raw('https://nowhere.example/'))).toMatchObject({ kind: 'network', sent: false })
  expect(await failed(http.raw('https://127.0.0.1/'))).toMatchObject({ kind: 'blocked', sent: false })
})

test('a reset after the request, and an answer that does not come, may have been sent', async () => {
  const base = await serve((request, response) => {
    if (request.url === '/reset') response.socket?.resetAndDestroy()
  })
  const http = client(base)
  expect(await failed(http.raw(`${base}/reset`, { method: 'POST', body: {} }))).toMatchObject({
    kind: 'network',
    sent: true,
  })
  expect(await failed(http.raw(`${base}/hang`, { method: 'POST', body: {}, timeoutMs: 100 }))).toMatchObject({
    kind: 'timeout',
    sent: true,
  })
})

test('a body that stalls meets the deadline', async () => {
  const base = await serve((_request, response) => void response.write('{"ok":'))
  expect(await failed(client(base).json(base, { schema: okSchema, timeoutMs: 150 }))).toMatchObject({
    kind: 'timeout',
    sent: true,
  })
})

test('a name that never resolves meets the deadline and was not sent', async () => {
  const http = client([], { resolve: () => new Promise(() => undefined) })
  expect(await failed(http.raw('https://slow.example/', { timeoutMs: 100 }))).toMatchObject({
    kind: 'timeout',
    sent: false,
  })
})

test("the caller's signal ends the call, also one that fired before", async () => {
  const base = await serve(() => undefined)
  const http = client(base)
  const stop = new AbortController()
  const work = failed(http.raw(base, { signal: stop.signal }))
  stop.abort()
  expect(await work).toMatchObject({ kind: 'timeout' })
  expect(await failed(http.raw(base, { signal: AbortSignal.abort() }))).toMatchObject({
    kind: 'timeout',
    sent: false,
  })
})

test('a name that resolves to a private address is refused, even beside a public one', async () => {
  const answers = [
    { address: '8.8.8.8', family: 4 },
    { address: '127.0.0.1', family: 4 },
  ]
  const http = client([], { resolve: () => Promise.resolve(answers) })
  expect(await failed(http.raw('https://rebind.example/'))).toMatchObject({ kind: 'blocked', sent: false })
})

test('loopback is reached only as a base URL from env, or as the sandbox', async () => {
  const base = await serve((_request, response) => void response.end('hello'))
  const sandbox = await serve((_request, response) => void response.end('sandbox'))
  const http = client(base, { sandboxOrigin: () => sandbox })
  expect((await http.raw(base)).status).toBe(200)
  expect((await failed(http.raw(base, { trust: 'public' }))).kind).toBe('blocked')
  expect((await failed(http.raw(sandbox))).kind).toBe('blocked')
  expect((await http.raw(sandbox, { trust: 'sandbox' })).status).toBe(200)
  expect((await failed(http.raw(base, { trust: 'sandbox' }))).kind).toBe('blocked')
})

test('follows redirects of reads, three at most, and never of writes', async () => {
  const base = await serve((request, response) => {
    const left = Number(request.url?.slice(1))
    if (left > 0) response.writeHead(302, { location: `/${left - 1}` }).end()
    else response.end('there')
  })
  const http = client(base)
  expect((await http.raw(`${base}/3`)).status).toBe(200)
  expect(await failed(http.raw(`${base}/4`))).toMatchObject({ kind: 'blocked' })
  expect(await failed(http.raw(`${base}/1`, { method: 'POST', body: {} }))).toMatchObject({
    kind: 'status',
    status: 302,
  })
})

test('a redirect to a private address is refused', async () => {
  const secret = await serve((_request, response) => void response.end('secret'))
  const base = await serve((_request, response) => void response.writeHead(302, { location: secret }).end())
  expect(await failed(client(base).raw(base))).toMatchObject({ kind: 'blocked' })
})

test('a redirect to another origin carries no credential', async () => {
  let seen: IncomingMessage['headers'] = {}
  const target = await serve((request, response) => {
    seen = request.headers
    response.end()
  })
  const base = await serve((_request, response) => void response.writeHead(302, { location: target }).end())
  await client([base, target]).raw(base, {
    headers: { Authorization: 'Bearer t', 'X-Api-Key': 'k', Accept: 'a/b' },
  })
  expect(seen).toMatchObject({ accept: 'a/b', 'user-agent': 'test/1' })
  expect(seen).not.toHaveProperty('authorization')
  expect(seen).not.toHaveProperty('x-api-key')
})

test('errors and logs hold no secret of the address', async () => {
  const base = await serve((request, response) => void response.writeHead(400).end(`bad: ${request.url}`))
  const logged: unknown[] = []
  const http = client(base, { log: { debug: (facts) => logged.push(facts) } })
  const url = `${base}/bot123456:AAF-secret_x/sendMessage?access_token=EAAsecret&hub.verify_token=vsecret`
  const error = await failed(http.raw(url))
  const shown = JSON.stringify([error.message, error.stack, error.body, error, logged])
  expect(shown).toContain('sendMessage')
  expect(shown).not.toContain('secret')
})

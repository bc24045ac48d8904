import type { App as Bolt, ReceiverEvent } from '@slack/bolt'
import type { SurfaceIo } from '#contracts/surface.ts'
import { errorText } from '#kernel/errors.ts'
import { isSigned } from './verify.ts'

/** Slack waits three seconds, the way there included. */
const answerMs = 2700
const maxBytes = 2_000_000

const paths = new Set(['events', 'interactive', 'commands'])

/** One request of Slack's: proof, then Bolt, then whatever Bolt acknowledges with. */
export async function receiveRequest(
  io: SurfaceIo,
  request: Request,
  path: string,
  bolt: () => Promise<Pick<Bolt, 'processEvent'>>,
): Promise<Response> {
  const secret = io.env['SLACK_SIGNING_SECRET']
  if (request.method !== 'POST' || !paths.has(path) || !secret) return text(404, 'No such address')
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return text(413, 'Too large')
  const raw = await request.text()
  if (!isSigned(request.headers, raw, secret, io.clock.now())) return text(401, 'Not signed by Slack')
  const body = readBody(raw, request.headers.get('content-type') ?? '')
  if (!body) return text(400, 'Not understood')
  if (body['ssl_check'] !== undefined) return text(200, '')
  if (body['type'] === 'url_verification') return Response.json({ challenge: body['challenge'] })
  return dispatch(io, await bolt(), body, request.headers)
}

/** Events are JSON; commands are a form, and what people press is JSON in a form. */
function readBody(raw: string, type: string): Record<string, unknown> | undefined {
  if (type.includes('json')) return readJson(raw)
  const form = new URLSearchParams(raw)
  const payload = form.get('payload')
  return payload === null ? Object.fromEntries(form) : readJson(payload)
}

function readJson(raw: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(raw)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

function dispatch(
  io: SurfaceIo,
  bolt: Pick<Bolt, 'processEvent'>,
  body: Record<string, unknown>,
  headers: Headers,
): Promise<Response> {
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(text(503, 'Too late')), answerMs)
    const finish = (response: Response) => {
      clearTimeout(late)
      resolve(response)
    }
    const event: ReceiverEvent = {
      body,
      ack: (answer) => {
        finish(acknowledgement(answer))
        return Promise.resolve()
      },
      ...retryOf(headers),
    }
    bolt.processEvent(event).then(
      () => finish(text(200, '')),
      (error: unknown) => {
        io.log.warn({ reason: errorText(error) }, 'a request of Slack failed')
        finish(text(500, 'Please send it again'))
      },
    )
  })
}

function retryOf(headers: Headers): Pick<ReceiverEvent, 'retryNum' | 'retryReason'> {
  const number = headers.get('x-slack-retry-num')
  const reason = headers.get('x-slack-retry-reason')
  return {
    ...(number === null ? {} : { retryNum: Number(number) }),
    ...(reason === null ? {} : { retryReason: reason }),
  }
}

function acknowledgement(answer: unknown): Response {
  if (answer === undefined || answer === null) return text(200, '')
  return typeof answer === 'string' ? text(200, answer) : Response.json(answer)
}

const text = (status: number, words: string) => new Response(words, { status })

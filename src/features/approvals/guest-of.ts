import type { Context } from 'hono'
import type { HttpEnv } from '#contracts/feature.ts'
import { AppError } from '#kernel/errors.ts'
import { findGuest } from './guests.ts'
import type { Guest } from './guests.ts'

/** Tries per address: guessing a token is hopeless anyway, this only keeps the noise down. */
const perMinute = 60

/** Who asks with a guest's token: no cookies, the token in the Authorization header. Nothing of it is cached or told on. */
export async function guestOf(c: Context<HttpEnv>): Promise<Guest> {
  c.header('referrer-policy', 'no-referrer')
  c.header('cache-control', 'no-store')
  const app = c.get('app')
  const taken = await app.limiter.take(`approval-guest:${c.get('address') ?? 'local'}`, {
    points: perMinute,
    perMs: 60_000,
  })
  if (!taken.ok) throw new AppError('limit', 'Too many tries. Please wait a minute.')
  const token = /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1]
  if (!token)
    throw new AppError('unauthenticated', 'This link is incomplete. Open it again from the message.')
  return findGuest(app, token, c.get('requestId'))
}

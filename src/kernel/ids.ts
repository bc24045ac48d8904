import { randomBytes } from 'node:crypto'
import { v7 } from 'uuid'
import { z } from 'zod'

/**
 * A new row id: UUID version 7, so that ids made later sort later and keys stay close together.
 *
 * @param at when it would have been made: for rows of a past that is told only now.
 */
export const newId = (at?: Date): string => (at ? v7({ msecs: at.getTime() }) : v7())

export const idSchema = z.uuid()

/** An unguessable token, 256 bits, URL-safe. Store only its hash (`secrets.hash`). */
export const newToken = (): string => randomBytes(32).toString('base64url')

import type { Dimension, Grain, MetricId, Period } from './schema.ts'
import type { Account } from './scope-of.ts'

/** What one reading of the tables is about; the same for every basis. */
export interface Reading {
  accounts: Account[]
  zone: string
  period: Period
  by: Dimension | undefined
  grain: Grain | undefined
  formats: string[] | undefined
  labels: string[] | undefined
  postIds: string[] | undefined
  /** Which end of a ranking is wanted. */
  order: 'asc' | 'desc'
}

/** One figure of one metric: for a row of the dimension, in a bucket; undefined: all together. */
export interface Cell {
  metric: MetricId
  key: string | undefined
  bucket: string | undefined
  value: number | null
  n: number
}

export interface Read {
  cells: Cell[]
  oldest: Date | null
  newest: Date | null
}

export const nothingRead: Read = { cells: [], oldest: null, newest: null }

/** What stands for an account in rows by platform or account. */
export const accountKeys = ({ accounts, by }: Reading): { ids: string[]; keys: string[] } => ({
  ids: accounts.map((account) => account.id),
  keys: accounts.map((account) => (by === 'platform' ? account.platform : account.id)),
})

export function joinReads(reads: Read[]): Read {
  const dates = (pick: 'oldest' | 'newest') =>
    reads.flatMap((read) => (read[pick] ? [read[pick].getTime()] : []))
  const edge = (times: number[], choose: (...times: number[]) => number) =>
    times.length > 0 ? new Date(choose(...times)) : null
  return {
    cells: reads.flatMap((read) => read.cells),
    oldest: edge(dates('oldest'), Math.min),
    newest: edge(dates('newest'), Math.max),
  }
}

/** Passes of one reading: all together, by row, and by step of time. */
export function passesOf(reading: Reading): Array<{ byKey: boolean; byBucket: boolean }> {
  return [
    { byKey: false, byBucket: false },
    ...(reading.by ? [{ byKey: true, byBucket: false }] : []),
    // A line for each of a thousand posts tells nobody anything.
    ...(reading.grain ? [{ byKey: reading.by !== undefined && reading.by !== 'post', byBucket: true }] : []),
  ]
}

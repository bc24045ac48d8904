import type { Sandbox } from '#contracts/sandbox.ts'

type Of = { post?: string; day?: string }

/** What tests and demos set, by the vendor's names: of a post, of an account on a day, of an account now. */
export interface FigureBook {
  set: NonNullable<Sandbox['count']>
  get(account: string, name: string, of?: Of): number | undefined
}

export function makeFigureBook(): FigureBook {
  const figures = new Map<string, Record<string, number>>()
  const keyOf = (account: string, { post = '', day = '' }: Of = {}) => JSON.stringify([account, post, day])
  return {
    set(account, named, of) {
      const key = keyOf(account, of)
      figures.set(key, { ...figures.get(key), ...named })
    },
    get: (account, name, of) => figures.get(keyOf(account, of))?.[name],
  }
}

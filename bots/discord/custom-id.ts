/** What a button or a line of a menu carries: its opaque id, and whether a form opens first. */
export interface Pressed {
  id: string
  asks: boolean
}

export const customIdOf = ({ id, asks }: Pressed): string => `${asks ? 'a' : 'b'}:${id}`

export function readCustomId(customId: string): Pressed | undefined {
  const [, kind, id] = /^([ab]):([\s\S]+)$/.exec(customId) ?? []
  return id === undefined ? undefined : { id, asks: kind === 'a' }
}

export const menuId = (at: number): string => `menu:${at}`
export const isMenu = (customId: string): boolean => customId.startsWith('menu:')

export const formIdOf = (id: string): string => `f:${id}`
export const readFormId = (customId: string): string | undefined => /^f:([\s\S]+)$/.exec(customId)?.[1]

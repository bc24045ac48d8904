import type { Widget } from './dashboards-api.ts'

/** Where four columns do not fit there are two, and on a phone one. */
const spans: Record<number, string> = {
  1: '',
  2: 'md:col-span-2',
  3: 'md:col-span-2 xl:col-span-3',
  4: 'md:col-span-2 xl:col-span-4',
}

export const sizeOf = ({ width, height }: Pick<Widget, 'width' | 'height'>): string =>
  `${spans[width] ?? ''} ${height === 'tall' ? 'row-span-2' : ''}`

/** Rows of one height, so that nothing moves while answers come. */
export const gridLook = 'grid auto-rows-[10.25rem] grid-cols-1 gap-3 md:grid-cols-2 xl:grid-cols-4'

export const widest = 4

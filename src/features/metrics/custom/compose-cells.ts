import type { Metric } from '../catalogue.ts'
import { valueOf } from '../figure-of.ts'
import type { Cell } from '../reading.ts'
import { evaluate } from './formula.ts'

const placeOf = ({ key, bucket }: Pick<Cell, 'key' | 'bucket'>) => JSON.stringify([key, bucket])

/** Cells of formulas beside those of their parts, place by place. */
export function composeCells(cells: Cell[], metrics: Metric[]): Cell[] {
  const places = Map.groupBy(cells, placeOf)
  return [
    ...cells,
    ...metrics.flatMap(({ id, make }) =>
      make.kind === 'formula' ? [...places.values()].flatMap((at) => cellOf(id, make, at)) : [],
    ),
  ]
}

function cellOf(id: string, make: Extract<Metric['make'], { kind: 'formula' }>, at: Cell[]): Cell[] {
  const parts = new Map(make.leaves.map((leaf) => [leaf.id, at.find((cell) => cell.metric === leaf.id)]))
  const [first] = at
  if (!first) return []
  const value = evaluate(make.tree, (name) => {
    const leaf = make.leaves.find((one) => one.id === name)
    return leaf ? valueOf(leaf, parts.get(name)) : null
  })
  const n = Math.min(...[...parts.values()].map((part) => part?.n ?? 0))
  return [{ metric: id, key: first.key, bucket: first.bucket, value, n }]
}

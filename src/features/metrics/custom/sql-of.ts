import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Formula } from './formula.ts'

type Sql = RawBuilder<unknown>

/** As `evaluate` has it, for the database: null where a part is null, or where it would be divided by zero. */
export function sqlOf(node: Formula, valueOf: (id: string) => Sql): Sql {
  if (node.kind === 'number') return sql`${node.value}::float8`
  if (node.kind === 'metric') return sql`(${valueOf(node.id)})::float8`
  if (node.kind === 'call') {
    const args = node.args.map((arg) => sqlOf(arg, valueOf))
    const [first = sql`null`] = args
    if (node.name === 'abs') return sql`abs(${first})`
    if (node.name === 'round') return sql`round((${first})::numeric)::float8`
    const choose = sql.raw(node.name === 'min' ? 'least' : 'greatest')
    // The database's own pass over what is null.
    return sql`case when num_nulls(${sql.join(args)}) = 0 then ${choose}(${sql.join(args)}) end`
  }
  const [left, right] = [sqlOf(node.left, valueOf), sqlOf(node.right, valueOf)]
  return node.operator === '/'
    ? sql`(${left} / nullif(${right}, 0))`
    : sql`(${left} ${sql.raw(node.operator)} ${right})`
}

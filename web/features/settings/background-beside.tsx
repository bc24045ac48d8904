import { Badge } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'
import type { Background } from './settings-api.ts'

/** What helps the database, and how much the cache spares it. */
export function BackgroundBeside({ beside }: { beside: Background['beside'] }) {
  const { redis, replica, cache } = beside
  return (
    <Card
      title="Cache and helpers"
      hint="They spare the database work. Everything goes on without them, only slower."
    >
      {redis || replica ? (
        <ul className="mb-4 divide-y divide-line">
          {redis ? (
            <Helper
              name="Redis"
              detail={`${redis.waiting} jobs wait, ${redis.running} run`}
              good={redis.answers}
              words={['Answers', 'Does not answer']}
            />
          ) : null}
          {replica ? (
            <Helper
              name="Replica"
              detail="answers questions about figures"
              good={replica.keepsUp}
              words={['Keeps up', 'Left aside']}
            />
          ) : null}
        </ul>
      ) : null}
      {cache.length === 0 ? (
        <p className="text-list text-muted">Nothing was read yet.</p>
      ) : (
        <div className="overflow-x-auto">
          <table className="w-full text-list" aria-label="Reads of the cache">
            <thead className="text-left text-meta text-muted">
              <tr>
                <th className="py-1 pr-3 font-medium">Kind</th>
                <th className="py-1 pr-3 text-right font-medium">Reads</th>
                <th className="py-1 pr-3 text-right font-medium">From memory</th>
                {redis ? <th className="py-1 pr-3 text-right font-medium">From Redis</th> : null}
                <th className="py-1 text-right font-medium">Hits</th>
              </tr>
            </thead>
            <tbody className="tabular divide-y divide-line">
              {cache.map((row) => (
                <CacheRow key={row.kind} row={row} isShared={redis !== null} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  )
}

function Helper(props: { name: string; detail: string; good: boolean; words: [string, string] }) {
  return (
    <li className="flex items-center gap-3 py-1.5 text-list">
      <span className="min-w-0 flex-1 truncate">{props.name}</span>
      {props.good ? <span className="text-meta text-muted">{props.detail}</span> : null}
      <Badge tone={props.good ? 'good' : 'bad'}>{props.words[props.good ? 0 : 1]}</Badge>
    </li>
  )
}

function CacheRow({ row, isShared }: { row: Background['beside']['cache'][number]; isShared: boolean }) {
  const hits = row.memory + row.redis
  const reads = hits + row.source
  return (
    <tr>
      <td className="py-1.5 pr-3 font-mono text-meta">{row.kind}</td>
      <td className="py-1.5 pr-3 text-right">{reads.toLocaleString()}</td>
      <td className="py-1.5 pr-3 text-right">{row.memory.toLocaleString()}</td>
      {isShared ? <td className="py-1.5 pr-3 text-right">{row.redis.toLocaleString()}</td> : null}
      <td className="whitespace-nowrap py-1.5 text-right">
        {reads === 0 ? '–' : `${Math.round((100 * hits) / reads)} %`}
      </td>
    </tr>
  )
}

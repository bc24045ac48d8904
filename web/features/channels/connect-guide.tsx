import { useState } from 'react'
import { Checkbox } from '../../ui/checkbox.tsx'
import type { Connector } from './channels-api.ts'

/** What a person does at the platform first; the ticks are only for them. */
export function ConnectGuide({ connector }: { connector: Connector }) {
  const [done, setDone] = useState<ReadonlySet<number>>(new Set())
  const toggle = (index: number) => setDone((old) => old.symmetricDifference(new Set([index])))
  return (
    <section aria-label="Before you connect">
      <h2 className="text-read font-semibold">Before you connect</h2>
      <p className="mt-0.5 text-list text-muted">{connector.summary}</p>
      <ol className="mt-4 flex flex-col gap-3">
        {connector.guide.map((step, index) => (
          <li key={step}>
            <Checkbox
              checked={done.has(index)}
              onCheckedChange={() => toggle(index)}
              label={<span className={done.has(index) ? 'text-muted' : ''}>{step}</span>}
            />
          </li>
        ))}
      </ol>
      <Facts connector={connector} />
    </section>
  )
}

/** What one can and cannot do there, in a few words. */
function Facts({ connector }: { connector: Connector }) {
  const { abilities } = connector
  const kinds = Object.keys(abilities.attachments)
  const { publishes } = connector
  const posts = publishes
    ? [
        `You can publish: ${publishes.formats.map(({ label }) => label.toLowerCase()).join(', ')}.`,
        `Posts of up to ${publishes.textMax.toLocaleString('en')} characters.`,
      ]
    : []
  const talks = [
    `Messages of up to ${abilities.text.max.toLocaleString('en')} ${abilities.text.unit === 'characters' ? 'characters' : 'bytes'}.`,
    kinds.length > 0 ? `You can send: ${kinds.join(', ')}.` : 'You can send text only.',
    abilities.receipts.read
      ? 'You see when a message was read.'
      : 'It does not tell when a message was read.',
    abilities.window?.reason,
  ]
  const facts = [...(abilities.messages ? talks : []), ...posts]
  return (
    <ul className="mt-6 flex list-disc flex-col gap-1 border-t border-line pt-4 pl-4 text-meta text-muted">
      {facts.filter(Boolean).map((fact) => (
        <li key={fact}>{fact}</li>
      ))}
    </ul>
  )
}

import { useState } from 'react'
import { useRouter } from '@tanstack/react-router'
import { FileDown, Lock } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { Chart } from '../../ui/chart.tsx'
import { cx } from '../../ui/cx.ts'
import { PlainTable } from '../../ui/plain-table.tsx'
import type { Reply, ReplyButton, ReplyCommand, ReplyField, ReplyPart } from './console-api.ts'
import { ReplyForm } from './reply-form.tsx'

export interface ReplyViewProps {
  reply: Reply
  onCommand: (command: ReplyCommand) => void
}

/** A neutral reply, drawn for the browser. Text stays text. */
export const ReplyView = ({ reply, onCommand }: ReplyViewProps) => (
  <div className="flex max-w-full flex-col items-start gap-2 text-read">
    {reply.private ? (
      <p className="flex items-center gap-1 text-meta text-muted">
        <Lock aria-hidden className="size-3" />
        Only you see this
      </p>
    ) : null}
    {reply.parts.map((part, index) => (
      // The parts of an answer never change their places.
      <Part key={index} part={part} onCommand={onCommand} />
    ))}
  </div>
)

const tones = { normal: '', quiet: 'text-muted', good: 'text-good', warn: 'text-warn', bad: 'text-bad' }

function Part({ part, onCommand }: { part: ReplyPart; onCommand: (command: ReplyCommand) => void }) {
  switch (part.kind) {
    case 'text':
      return (
        <p className={cx('max-w-prose break-words whitespace-pre-wrap', tones[part.tone ?? 'normal'])}>
          {part.text}
        </p>
      )
    case 'heading':
      return <h3 className="text-head font-semibold">{part.text}</h3>
    case 'quote':
      return (
        <blockquote className="max-w-prose border-l-2 border-line pl-3 break-words whitespace-pre-wrap">
          {part.text}
        </blockquote>
      )
    case 'fields':
      return (
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
          {part.fields.map(({ label, value }) => (
            <div key={label} className="contents">
              <dt className="text-muted">{label}</dt>
              <dd className="break-words whitespace-pre-wrap">{value}</dd>
            </div>
          ))}
        </dl>
      )
    case 'table':
      return <PlainTable label="Table" columns={part.columns} rows={part.rows} more={part.more} />
    case 'image':
      return (
        <img
          src={`/media/${part.mediaId}/preview`}
          alt={part.alt}
          className="max-h-96 max-w-full rounded border border-line"
        />
      )
    case 'chart':
      return <Chart chart={part.chart} />
    case 'file':
      return (
        <Button asChild>
          <a href={`/media/${part.mediaId}`} download={part.name}>
            <FileDown aria-hidden className="size-4" />
            {part.name}
          </a>
        </Button>
      )
    case 'buttons':
      return <Buttons buttons={part.buttons} onCommand={onCommand} />
    case 'form':
      return <ReplyForm form={part} onCommand={onCommand} />
  }
}

interface AskingButton {
  label: string
  command: ReplyCommand
  ask: ReplyField[]
}

/** A button with questions turns into its form until it is sent or given up. */
function Buttons({
  buttons,
  onCommand,
}: {
  buttons: readonly ReplyButton[]
  onCommand: (command: ReplyCommand) => void
}) {
  const { history } = useRouter()
  const [asking, setAsking] = useState<AskingButton>()
  if (asking) {
    const form = { kind: 'form' as const, label: asking.label, submit: asking.command, fields: asking.ask }
    return <ReplyForm form={form} onCommand={onCommand} onCancel={() => setAsking(undefined)} />
  }
  return (
    <div className="flex flex-wrap gap-2">
      {buttons.map((button) =>
        'path' in button ? (
          <Button key={button.label} onClick={() => history.push(button.path)}>
            {button.label}
          </Button>
        ) : 'url' in button ? (
          <Button key={button.label} asChild>
            <a href={button.url} target="_blank" rel="noreferrer">
              {button.label}
            </a>
          </Button>
        ) : (
          <Button
            key={button.label}
            look={button.style ?? 'secondary'}
            onClick={() => {
              const { label, command, ask } = button
              if (ask) setAsking({ label, command, ask })
              else onCommand(command)
            }}
          >
            {button.label}
          </Button>
        ),
      )}
    </div>
  )
}

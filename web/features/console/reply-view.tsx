import { useRouter } from '@tanstack/react-router'
import { FileDown, Lock } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import type { Reply, ReplyButton, ReplyCommand, ReplyPart } from './console-api.ts'
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
      return <Table part={part} />
    case 'image':
      return <img src={part.url} alt={part.alt} className="max-h-96 max-w-full rounded border border-line" />
    case 'file':
      return (
        <Button asChild>
          <a href={part.url} download={part.name}>
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

const Table = ({ part }: { part: Extract<ReplyPart, { kind: 'table' }> }) => (
  <div
    role="region"
    aria-label="Table"
    // A scroller must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    tabIndex={0}
    className="scroll-quiet max-w-full rounded border border-line"
  >
    <table className="text-list">
      <thead>
        <tr className="border-b border-line text-meta text-muted">
          {part.columns.map((column) => (
            <th key={column} scope="col" className="px-3 py-1.5 text-left font-medium whitespace-nowrap">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {part.rows.map((row, index) => (
          <tr key={index} className="border-b border-line last:border-0">
            {row.map((cell, column) => (
              <td key={column} className="max-w-96 min-w-20 px-3 py-1.5 break-words">
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
    {part.more ? <p className="border-t border-line px-3 py-1.5 text-meta text-muted">{part.more}</p> : null}
  </div>
)

function Buttons({
  buttons,
  onCommand,
}: {
  buttons: readonly ReplyButton[]
  onCommand: (command: ReplyCommand) => void
}) {
  const { history } = useRouter()
  return (
    <div className="flex flex-wrap gap-2">
      {buttons.map((button) =>
        'path' in button ? (
          <Button key={button.label} onClick={() => history.push(button.path)}>
            {button.label}
          </Button>
        ) : (
          <Button
            key={button.label}
            look={button.style ?? 'secondary'}
            onClick={() => onCommand(button.command)}
          >
            {button.label}
          </Button>
        ),
      )}
    </div>
  )
}

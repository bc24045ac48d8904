import { ExternalLink, FileDown } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import type { ChatLook } from './chat-look.ts'
import type { Block } from './chats-api.ts'

export interface ChatBlockProps {
  block: Block
  look: ChatLook
  busy: boolean
  onPress: (button: string) => void
}

/** One part of a message, read back from what the bot posted. */
export function ChatBlock({ block, look, busy, onPress }: ChatBlockProps) {
  switch (block.kind) {
    case 'text':
      return <Words block={block} />
    case 'fields':
      return (
        <dl className={cx('grid gap-x-6 gap-y-1.5', look.bubbles ? 'grid-cols-1' : 'md:grid-cols-2')}>
          {block.fields.map((field, index) => (
            <div key={index} className={look.bubbles ? 'flex flex-wrap gap-x-1.5' : ''}>
              <dt className="text-list font-semibold">{field.label}</dt>
              <dd className="min-w-0 text-list break-words whitespace-pre-wrap">{field.value}</dd>
            </div>
          ))}
        </dl>
      )
    case 'table':
      return <Table block={block} />
    case 'image':
      return block.url ? (
        <img
          src={block.url}
          alt={block.alt}
          className="max-h-80 max-w-full self-start rounded border border-line object-contain"
        />
      ) : (
        <p className="text-list text-muted">A picture: {block.alt}</p>
      )
    case 'file':
      return (
        <p className="flex items-center gap-2 self-start rounded border border-line px-3 py-2 text-list">
          <FileDown aria-hidden className="size-4 text-muted" />
          {block.name}
        </p>
      )
    case 'buttons':
      return <Buttons block={block} look={look} busy={busy} onPress={onPress} />
  }
}

const styles = {
  normal: '',
  heading: 'text-head font-semibold',
  quiet: 'text-meta text-muted',
  quote: 'border-l-4 border-line pl-3',
  code: 'rounded bg-fill p-2 font-mono text-meta overflow-x-auto whitespace-pre!',
}

const Words = ({ block }: { block: Extract<Block, { kind: 'text' }> }) => (
  <p className={cx('break-words whitespace-pre-wrap', styles[block.style])}>{block.text}</p>
)

const Table = ({ block }: { block: Extract<Block, { kind: 'table' }> }) => (
  <div
    role="region"
    aria-label="Table"
    // A scroller must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    tabIndex={0}
    className="scroll-quiet max-w-full self-start rounded border border-line"
  >
    <table className="text-list">
      <thead>
        <tr>
          {block.columns.map((column, index) => (
            <th key={index} scope="col" className="border-b border-line px-2.5 py-1 text-left font-semibold">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {block.rows.map((row, index) => (
          <tr key={index}>
            {row.map((cell, at) => (
              <td key={at} className="min-w-16 border-b border-line px-2.5 py-1">
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

function Buttons({
  block,
  look,
  busy,
  onPress,
}: ChatBlockProps & { block: Extract<Block, { kind: 'buttons' }> }) {
  const wide = look.bubbles ? 'flex-1' : ''
  return (
    <div className={cx('flex flex-wrap', look.bubbles ? 'gap-1' : 'gap-2')}>
      {block.buttons.map((button, index) => {
        const { id, url } = button
        if (url !== undefined) {
          return (
            <Button key={index} asChild className={wide}>
              <a href={url} target="_blank" rel="noreferrer">
                {button.label}
                <ExternalLink aria-hidden className="size-3.5" />
              </a>
            </Button>
          )
        }
        return (
          <Button
            key={index}
            look={button.style ?? 'secondary'}
            disabled={id === undefined || busy}
            onClick={() => id !== undefined && onPress(id)}
            className={wide}
          >
            {button.label}
          </Button>
        )
      })}
    </div>
  )
}

import { ArrowDown, ArrowUp, Trash2, TriangleAlert, type LucideIcon } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Popover } from '../../ui/popover.tsx'
import { useEditor } from './editor-context.ts'

export interface PartChipProps {
  path: string
  icon: LucideIcon
  /** The kind of part, over its editor. */
  title: string
  /** The part in words. */
  text: string
  tone: 'condition' | 'action' | 'option'
  problem?: string | undefined
  onMove?: ((by: -1 | 1) => void) | undefined
  canMove?: { up: boolean; down: boolean } | undefined
  onRemove: () => void
  /** Its editor. */
  children: ReactNode
}

const tones = {
  condition: 'bg-info-soft text-info',
  action: 'bg-accent-soft text-accent-ink',
  option: 'bg-fill text-muted',
}

/** A part of the sentence. Pressed, it opens its editor; who may not edit reads it as text. */
export function PartChip(props: PartChipProps) {
  const { path, icon: Icon, title, text, tone, problem, onRemove, onMove, canMove, children } = props
  const { canWrite, openPath, open } = useEditor()
  const look = problem ? 'border border-dashed border-warn bg-warn-soft text-warn' : tones[tone]
  const content = (
    <>
      {problem ? <TriangleAlert aria-hidden /> : <Icon aria-hidden />}
      <span className="line-clamp-3 min-w-0 text-left break-words">{text}</span>
    </>
  )
  if (!canWrite) return <span className={cx(shape, look)}>{content}</span>
  return (
    <Popover
      label={title}
      open={openPath === path}
      onOpenChange={(next) => open(next ? path : undefined)}
      className="w-90 max-w-[calc(100vw-16px)] p-0"
      trigger={
        <ChipButton className={look} data-part={path}>
          {content}
        </ChipButton>
      }
    >
      <h2 className="flex items-center gap-2 px-3 pt-3 text-list font-semibold [&_svg]:size-4 [&_svg]:text-muted">
        <Icon aria-hidden />
        {title}
      </h2>
      <div className="flex flex-col gap-3 p-3">{children}</div>
      <footer className="flex items-center gap-1 border-t border-line px-2 py-1.5">
        {onMove && canMove ? (
          <>
            <IconButton
              label="Move up"
              icon={<ArrowUp />}
              disabled={!canMove.up}
              onClick={() => onMove(-1)}
            />
            <IconButton
              label="Move down"
              icon={<ArrowDown />}
              disabled={!canMove.down}
              onClick={() => onMove(1)}
            />
          </>
        ) : null}
        <span className="flex-1" />
        <Button look="quiet" size="sm" icon={<Trash2 className="size-3.5" />} onClick={onRemove}>
          Remove
        </Button>
        <Button size="sm" onClick={() => open(undefined)}>
          Done
        </Button>
      </footer>
    </Popover>
  )
}

const shape =
  'inline-flex min-h-7 max-w-full items-start gap-1.5 rounded-md px-2 py-1 text-list font-medium [&_svg]:mt-0.5 [&_svg]:size-3.5 [&_svg]:shrink-0'

export const ChipButton = ({ className, children, ...rest }: ComponentProps<'button'>) => (
  <button
    type="button"
    {...rest}
    className={cx(
      shape,
      'transition-shadow duration-150 hover:ring-1 hover:ring-current data-[state=open]:ring-2 data-[state=open]:ring-(--focus) pointer-coarse:min-h-11 pointer-coarse:items-center',
      className,
    )}
  >
    {children}
  </button>
)

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button.tsx'
import { controlLook } from './input.tsx'
import { cx } from './cx.ts'

/** A value to take elsewhere: a token shown once, a callback address. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), 2000)
    return () => clearTimeout(timer)
  }, [state])
  const copy = () =>
    navigator.clipboard.writeText(value).then(
      () => setState('copied'),
      () => setState('failed'),
    )
  return (
    <span className="flex gap-2">
      <input
        readOnly
        aria-label={label}
        value={value}
        onFocus={(event) => event.target.select()}
        className={cx(controlLook, 'h-8 border-line bg-fill px-2.5 font-mono text-meta')}
      />
      <Button
        className="w-26"
        icon={state === 'copied' ? <Check className="size-4 text-good" /> : <Copy className="size-4" />}
        onClick={() => void copy()}
      >
        <span aria-live="polite">
          {state === 'copied' ? 'Copied' : state === 'failed' ? 'Select it' : 'Copy'}
        </span>
      </Button>
    </span>
  )
}

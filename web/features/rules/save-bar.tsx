import { FlaskConical } from 'lucide-react'
import { useState } from 'react'
import { useKeys, useShortcut } from '../../app/shortcuts.tsx'
import { Button } from '../../ui/button.tsx'

export interface SaveBarProps {
  isNew: boolean
  isOn: boolean
  isBusy: boolean
  /** Somebody else's version waits to be looked at. */
  isBlocked: boolean
  suggestTest: boolean
  onTest: () => void
  /** @param enabled for a new rule: switch it on, too */
  onSave: (enabled: boolean) => void
  /** False, and the parts that are missing are shown. */
  isReady: () => boolean
  onDiscard: () => void
}

export function SaveBar(props: SaveBarProps) {
  const { isNew, isOn, isBusy, isBlocked, suggestTest, onTest, onSave, isReady, onDiscard } = props
  // Which save the reader asked for while the test is suggested.
  const [asked, setAsked] = useState<'save' | 'switch-on'>()
  const keys = useKeys()('send')
  const ask = (what: 'save' | 'switch-on') => {
    if (!isReady()) return
    if (suggestTest && asked === undefined) setAsked(what)
    else onSave(what === 'switch-on')
  }
  useShortcut('send', () => ask('save'), { enabled: !isBlocked && !isBusy })
  if (asked && suggestTest)
    return (
      <section
        aria-label="Not tested yet"
        role="alert"
        className="flex flex-wrap items-center gap-2 border-t border-line bg-info-soft px-4 py-3 md:px-8"
      >
        <p className="min-w-60 flex-1 text-list">
          <strong className="font-semibold">Not tested yet.</strong> See first what it would have done with
          past messages. Nothing is sent.
        </p>
        <Button look="quiet" onClick={() => setAsked(undefined)}>
          Back
        </Button>
        <Button busy={isBusy} onClick={() => onSave(asked === 'switch-on')}>
          Save without a test
        </Button>
        <Button
          look="primary"
          icon={<FlaskConical className="size-4" />}
          onClick={() => {
            setAsked(undefined)
            onTest()
          }}
        >
          Test first
        </Button>
      </section>
    )
  return (
    <section
      aria-label="Changes"
      className="flex flex-wrap items-center gap-2 border-t border-line bg-surface px-4 py-3 md:px-8"
    >
      <p className="min-w-0 flex-1 truncate text-list text-muted">
        {isBlocked
          ? 'Choose one of the two versions first'
          : isNew
            ? 'Off until you switch it on'
            : isOn
              ? 'Not saved. The rule runs as it was'
              : 'Not saved'}
      </p>
      <Button look="quiet" disabled={isBusy} onClick={onDiscard}>
        Discard
      </Button>
      {isNew ? (
        <Button disabled={isBusy} onClick={() => ask('switch-on')}>
          Save and switch on
        </Button>
      ) : null}
      <Button
        look="primary"
        busy={isBusy}
        disabled={isBlocked}
        title={keys ? `Save (${keys})` : undefined}
        onClick={() => ask('save')}
      >
        Save
      </Button>
    </section>
  )
}

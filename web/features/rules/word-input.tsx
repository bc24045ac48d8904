import { X } from 'lucide-react'
import { useId, useState, type KeyboardEvent } from 'react'
import { Button } from '../../ui/button.tsx'
import { Input } from '../../ui/input.tsx'

export interface WordInputProps {
  id?: string
  label: string
  words: readonly string[]
  onChange: (words: string[]) => void
  placeholder?: string
  suggestions?: readonly string[]
  invalid?: boolean
  autoFocus?: boolean
}

/** Words one by one: Enter or a comma ends one, Backspace in the empty field takes the last away. */
export function WordInput(props: WordInputProps) {
  const { id, label, words, onChange, placeholder, suggestions, invalid, autoFocus } = props
  const [typed, setTyped] = useState('')
  const listId = useId()
  const add = (text: string) => {
    const fresh = text.split(/[,\n]/).map((word) => word.trim())
    onChange([...new Set([...words, ...fresh.filter(Boolean)])])
    setTyped('')
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && typed.trim()) {
      event.preventDefault()
      add(typed)
    } else if (event.key === 'Backspace' && typed === '' && words.length > 0) {
      onChange(words.slice(0, -1))
    }
  }
  const open = suggestions?.filter((one) => !words.includes(one))
  return (
    <div className="flex flex-col gap-1.5">
      {words.length > 0 ? (
        <ul aria-label={label} className="flex max-h-32 flex-wrap gap-1 overflow-auto">
          {words.map((word) => (
            <li
              key={word}
              className="inline-flex max-w-full items-center gap-1 rounded-sm bg-fill py-0.5 pr-0.5 pl-1.5 text-list"
            >
              <span className="truncate">{word}</span>
              <button
                type="button"
                aria-label={`Remove ${word}`}
                onClick={() => onChange(words.filter((one) => one !== word))}
                className="inline-flex size-6 items-center justify-center rounded-sm text-muted hover:text-ink pointer-coarse:size-9 [&_svg]:size-3"
              >
                <X aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <div className="flex gap-1.5">
        <Input
          id={id}
          aria-label={label}
          aria-invalid={invalid || undefined}
          autoFocus={autoFocus}
          value={typed}
          list={open && open.length > 0 ? listId : undefined}
          placeholder={placeholder}
          onChange={({ target }) => (target.value.endsWith(',') ? add(target.value) : setTyped(target.value))}
          onPaste={(event) => {
            const text = event.clipboardData.getData('text')
            if (!/[,\n]/.test(text)) return
            event.preventDefault()
            add(typed + text)
          }}
          onBlur={() => typed.trim() && add(typed)}
          onKeyDown={onKeyDown}
        />
        <Button disabled={!typed.trim()} onClick={() => add(typed)}>
          Add
        </Button>
      </div>
      {open && open.length > 0 ? (
        <datalist id={listId}>
          {open.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </datalist>
      ) : null}
    </div>
  )
}

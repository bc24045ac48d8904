import { useSearch } from '@tanstack/react-router'
import type { Channel } from './channels-api.ts'

/** How a platform's consent page ended, when the reader comes back from one. */
export function ConnectOutcome({ channels }: { channels: readonly Channel[] }) {
  const { connected, failed } = useSearch({ from: '/shell/channels' })
  if (failed) {
    return (
      <p role="alert" className="mx-4 mt-4 rounded bg-bad-soft px-3 py-2 text-list text-bad">
        Nothing was connected. {failed}
      </p>
    )
  }
  if (!connected) return null
  const ids = connected.split(',')
  const names = channels.filter(({ id }) => ids.includes(id)).map(({ name }) => name)
  if (names.length === 0) return null
  return (
    <output className="mx-4 mt-4 block rounded bg-good-soft px-3 py-2 text-list text-good">
      {new Intl.ListFormat('en').format(names)} {names.length > 1 ? 'are' : 'is'} connected.
    </output>
  )
}

import { CheckCheck, Clock, Flag, MailOpen, Search, Tag, UserRound, UserRoundCheck } from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import { usePaletteActions, type PaletteAction } from '../../app/palette.tsx'
import type { PickerName } from './pickers.tsx'

export interface InboxPaletteOptions {
  resolveAndNext: () => void
  assignMe: () => void
  markUnread: () => void
  onSearch: () => void
  setPicker: (picker: PickerName) => void
  /** Something is open or marked, and the reader may change it. */
  mayAct: boolean
}

/** The acts of the inbox in the palette. */
export function useInboxPalette(options: InboxPaletteOptions): void {
  const { mayAct, setPicker } = options
  // The handlers of the moment, behind a list that stays the same.
  const latest = useRef(options)
  useEffect(() => {
    latest.current = options
  })
  const actions = useMemo((): PaletteAction[] => {
    const group = 'Conversation'
    const search: PaletteAction = {
      id: 'inbox.search',
      label: 'Search all messages',
      group: 'Inbox',
      icon: <Search />,
      shortcut: 'search',
      run: () => latest.current.onSearch(),
    }
    if (!mayAct) return [search]
    const pick = (name: PickerName, label: string, icon: PaletteAction['icon']): PaletteAction => ({
      id: `inbox.${name}`,
      label,
      group,
      icon,
      shortcut: name,
      run: () => setPicker(name),
    })
    return [
      {
        id: 'inbox.resolve',
        label: 'Resolve',
        group,
        icon: <CheckCheck />,
        shortcut: 'resolveNext',
        run: () => latest.current.resolveAndNext(),
      },
      {
        id: 'inbox.mine',
        label: 'Assign to me',
        group,
        icon: <UserRoundCheck />,
        shortcut: 'assignMe',
        run: () => latest.current.assignMe(),
      },
      pick('assign', 'Assign…', <UserRound />),
      pick('snooze', 'Snooze…', <Clock />),
      pick('label', 'Label…', <Tag />),
      pick('priority', 'Priority…', <Flag />),
      {
        id: 'inbox.unread',
        label: 'Mark unread',
        group,
        icon: <MailOpen />,
        shortcut: 'unread',
        run: () => latest.current.markUnread(),
      },
      search,
    ]
  }, [mayAct, setPicker])
  usePaletteActions(actions)
}

export interface Shortcut {
  keys: readonly string[]
  label: string
  group: 'Move' | 'Conversation' | 'Reply' | 'Approval' | 'Go to' | 'Everywhere'
}

const one = (group: Shortcut['group'], label: string, ...keys: string[]): Shortcut => ({ group, label, keys })

/** Every shortcut of the app with its usual keys. A space means "then". */
export const shortcutTable = {
  next: one('Move', 'Next', 'j'),
  previous: one('Move', 'Previous', 'k'),
  open: one('Move', 'Open', 'o', 'Enter'),
  select: one('Move', 'Select', 'x'),
  search: one('Move', 'Search', '/'),
  resolveNext: one('Conversation', 'Resolve and open the next', 'e'),
  resolve: one('Conversation', 'Resolve and stay', 'Shift+e'),
  snooze: one('Conversation', 'Snooze', 's'),
  assign: one('Conversation', 'Assign', 'a'),
  assignMe: one('Conversation', 'Assign to me', 'i'),
  team: one('Conversation', 'Assign to a team', 't'),
  label: one('Conversation', 'Label', 'l'),
  priority: one('Conversation', 'Priority', 'p'),
  follow: one('Conversation', 'Follow', 'f'),
  unread: one('Conversation', 'Mark unread', 'u'),
  bot: one('Conversation', 'Bot on or off', 'b'),
  reply: one('Reply', 'Reply', 'r'),
  note: one('Reply', 'Note', 'n'),
  macro: one('Reply', 'Run a macro', 'm'),
  approveReply: one('Reply', 'Approve the suggested reply', 'y'),
  send: one('Reply', 'Send', 'Mod+Enter'),
  sendResolve: one('Reply', 'Send and resolve', 'Mod+Shift+Enter'),
  approve: one('Approval', 'Approve and open the next', 'a'),
  requestChanges: one('Approval', 'Request changes', 'c'),
  reject: one('Approval', 'Reject', 'r'),
  delegate: one('Approval', 'Ask somebody else', 'd'),
  goInbox: one('Go to', 'Inbox', 'g i'),
  goMine: one('Go to', 'My conversations', 'g m'),
  goUnassigned: one('Go to', 'Unassigned', 'g u'),
  goApprovals: one('Go to', 'Approvals', 'g a'),
  goPosts: one('Go to', 'Posts', 'g p'),
  goCalendar: one('Go to', 'Calendar', 'g l'),
  goLibrary: one('Go to', 'Library', 'g y'),
  goDashboard: one('Go to', 'Dashboard', 'g d'),
  goAsk: one('Go to', 'Ask', 'g q'),
  goReports: one('Go to', 'Reports', 'g o'),
  goNotices: one('Go to', 'Notifications', 'g n'),
  goContacts: one('Go to', 'Contacts', 'g c'),
  goRules: one('Go to', 'Rules', 'g r'),
  undo: one('Everywhere', 'Undo', 'z'),
  palette: one('Everywhere', 'Find and do anything', 'Mod+k'),
  help: one('Everywhere', 'Keyboard shortcuts', '?'),
} satisfies Record<string, Shortcut>

export type ShortcutId = keyof typeof shortcutTable

export const isShortcutId = (id: string): id is ShortcutId => Object.hasOwn(shortcutTable, id)
export const shortcutIds = Object.keys(shortcutTable).filter(isShortcutId)

export type Remapped = Partial<Record<ShortcutId, string>>

/** What the reader has set, over what is usual. A key given to another act leaves the one that had it. */
export function keysInUse(remapped: Remapped): Map<ShortcutId, readonly string[]> {
  const taken = new Set(Object.values(remapped))
  return new Map(
    shortcutIds.map((id) => {
      const own = remapped[id]
      return [id, own === undefined ? shortcutTable[id].keys.filter((keys) => !taken.has(keys)) : [own]]
    }),
  )
}

export function parseRemapped(text: string | null): Remapped {
  if (!text) return {}
  const entries = Object.entries(safeJson(text)).filter(
    ([id, keys]) => isShortcutId(id) && typeof keys === 'string' && keys !== '',
  )
  return Object.fromEntries(entries)
}

function safeJson(text: string): object {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

export interface SettingsPlace {
  to: string
  label: string
  scope?: string
}

/** Sections of the settings; one without a route or without the right does not show. */
export const settingsPlaces: readonly SettingsPlace[] = [
  { to: '/settings', label: 'Organisation', scope: 'org:read' },
  { to: '/settings/profile', label: 'You' },
  { to: '/settings/team', label: 'Team', scope: 'members:read' },
  { to: '/settings/publishing', label: 'Publishing', scope: 'posts:read' },
  { to: '/inbox/saved-replies', label: 'Saved replies', scope: 'inbox:read' },
  { to: '/settings/chats', label: 'Chats', scope: 'chats:read' },
  { to: '/settings/approval-policies', label: 'Approval policies', scope: 'posts:read' },
  { to: '/settings/assistant', label: 'Assistant', scope: 'org:read' },
  { to: '/settings/api-keys', label: 'API keys', scope: 'api-keys:write' },
  { to: '/settings/audit', label: 'Audit log', scope: 'audit:read' },
  { to: '/settings/background', label: 'Background work', scope: 'jobs:read' },
]

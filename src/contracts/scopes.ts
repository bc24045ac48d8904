/**
 * Scopes name what one may do; roles are fixed sets of them. Routes, commands, jobs and the web ask for a
 * scope, never for a role.
 */
export const scopes = {
  'inbox:read': 'Read conversations and contacts',
  'inbox:reply': 'Answer customers and write notes',
  'inbox:manage': 'Assign, label, snooze and resolve conversations',
  'posts:read': 'See posts, the calendar and media',
  'posts:write': 'Draft and edit posts, and ask for approval',
  'posts:publish': 'Schedule, publish, retry and take posts off the schedule',
  'approvals:decide': 'Approve, request changes and reject',
  'policies:write': 'Change approval policies, slots and publishing settings',
  'chats:read': 'See connected chats',
  'chats:write': 'Connect chats and choose what goes to which channel',
  'metrics:read': 'Ask for figures and see reports',
  'reports:write': 'Make, change and schedule reports and alerts',
  'contacts:write': 'Change contacts',
  'saved-replies:write': 'Change saved replies',
  'rules:read': 'See rules and their run log',
  'rules:write': 'Change rules and switch them on or off',
  'channels:read': 'See channels and their health',
  'channels:write': 'Connect, pause and disconnect channels',
  'members:read': 'See the team',
  'members:write': 'Invite people and change roles',
  'api-keys:write': 'Create and revoke API keys',
  'org:read': 'See the settings of the organisation',
  'org:write': 'Change the settings of the organisation',
  'assistant:write': 'Choose the language model, and switch it on or off',
  'audit:read': 'Read the audit log',
  'jobs:read': 'See background jobs',
  'jobs:write': 'Run failed jobs again and replay parked events',
  'sandbox:use': 'Act as a customer in the sandbox',
} as const

export type Scope = keyof typeof scopes

export const allScopes = Object.keys(scopes) as Scope[]

export const roles = ['owner', 'admin', 'manager', 'agent', 'viewer'] as const
export type Role = (typeof roles)[number]

const viewer: Scope[] = [
  'inbox:read',
  'members:read',
  'channels:read',
  'rules:read',
  'org:read',
  'posts:read',
  'chats:read',
  'metrics:read',
]
const agent: Scope[] = [
  ...viewer,
  'inbox:reply',
  'inbox:manage',
  'contacts:write',
  'posts:write',
  'sandbox:use',
]
const manager: Scope[] = [
  ...agent,
  'posts:publish',
  'approvals:decide',
  'policies:write',
  'reports:write',
  'saved-replies:write',
  'rules:write',
  'audit:read',
  'jobs:read',
]

export const roleScopes: Record<Role, readonly Scope[]> = {
  viewer,
  agent,
  manager,
  admin: allScopes.filter((scope) => scope !== 'org:write'),
  owner: allScopes,
}

export const roleNames: Record<Role, string> = {
  owner: 'Owner',
  admin: 'Admin',
  manager: 'Manager',
  agent: 'Agent',
  viewer: 'Viewer',
}

const words: Record<string, string> = {
  'inbox:read': 'Read conversations and contacts',
  'inbox:reply': 'Answer customers, write notes',
  'inbox:manage': 'Assign, label, snooze, resolve',
  'contacts:write': 'Change contacts',
  'saved-replies:write': 'Change saved replies',
  'rules:read': 'See rules and what they did',
  'rules:write': 'Change rules',
  'channels:read': 'See channels',
  'channels:write': 'Connect and disconnect channels',
  'members:read': 'See the team',
  'members:write': 'Invite people, change roles',
  'api-keys:write': 'Create and revoke API keys',
  'org:read': 'See the organisation’s settings',
  'org:write': 'Change the organisation’s settings',
  'assistant:write': 'Choose the assistant’s model, switch it on or off',
  'audit:read': 'Read the audit log',
  'jobs:read': 'See background work',
  'jobs:write': 'Run failed work again',
  'sandbox:use': 'Play customers in the sandbox',
}

/** What a scope allows, in words; a new one shows by its own name. */
export const scopeWords = (scope: string): string => words[scope] ?? scope

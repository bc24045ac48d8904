import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { NotFound, ScreenError } from './boundaries.tsx'
import { figureRoutes } from './figure-routes.ts'
import { Home } from './home.tsx'
import { listQuery } from '../features/inbox/inbox-api.ts'
import { parseInboxSearch, toFilter } from '../features/inbox/list-filter.ts'
import { isPostTab, type PostTab } from '../features/posts/post-words.ts'
import { optional, text, withToken } from './search-values.ts'
import { rootRoute, shellRoute } from './shell-route.ts'

const home = createRoute({ getParentRoute: () => shellRoute, path: '/', component: Home })

const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search): { from?: string } => {
    const from = text(search['from'])
    return from === undefined ? {} : { from }
  },
  component: lazyRouteComponent(() => import('../features/sign-in/sign-in-screen.tsx'), 'SignInScreen'),
})

const signInLink = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in/link',
  validateSearch: withToken,
  component: lazyRouteComponent(() => import('../features/sign-in/link-screen.tsx'), 'LinkScreen'),
})

const reset = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reset',
  validateSearch: withToken,
  component: lazyRouteComponent(() => import('../features/sign-in/reset-screen.tsx'), 'ResetScreen'),
})

const invitation = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invitation',
  validateSearch: withToken,
  component: lazyRouteComponent(
    () => import('../features/sign-in/invitation-screen.tsx'),
    'InvitationScreen',
  ),
})

const chatLink = createRoute({
  getParentRoute: () => rootRoute,
  path: '/chat-link',
  validateSearch: withToken,
  component: lazyRouteComponent(() => import('../features/chats/chat-link-screen.tsx'), 'ChatLinkScreen'),
})

const guestApproval = createRoute({
  getParentRoute: () => rootRoute,
  path: '/guest/approval',
  component: lazyRouteComponent(() => import('../features/guest/guest-screen.tsx'), 'GuestScreen'),
})

const rules = createRoute({
  getParentRoute: () => shellRoute,
  path: '/rules',
  validateSearch: (search): { view?: 'log' } => (search['view'] === 'log' ? { view: 'log' } : {}),
  component: lazyRouteComponent(() => import('../features/rules/rules-screen.tsx'), 'RulesScreen'),
})

const newRule = createRoute({
  getParentRoute: () => shellRoute,
  path: '/rules/new',
  component: lazyRouteComponent(() => import('../features/rules/rule-screen.tsx'), 'NewRuleScreen'),
})

const rule = createRoute({
  getParentRoute: () => shellRoute,
  path: '/rules/$ruleId',
  validateSearch: (search): { tab?: string; run?: string } => {
    const [tab, run] = [text(search['tab']), text(search['run'])]
    return { ...(tab === undefined ? {} : { tab }), ...(run === undefined ? {} : { run }) }
  },
  component: lazyRouteComponent(() => import('../features/rules/rule-screen.tsx'), 'RuleScreen'),
})

const gallery = createRoute({
  getParentRoute: () => shellRoute,
  path: '/_gallery',
  component: import.meta.env.DEV
    ? lazyRouteComponent(() => import('../features/gallery/gallery-screen.tsx'), 'GalleryScreen')
    : NotFound,
})

const tryIt = createRoute({
  getParentRoute: () => shellRoute,
  path: '/try',
  component: lazyRouteComponent(() => import('../features/try/try-screen.tsx'), 'TryScreen'),
})

const contacts = createRoute({
  getParentRoute: () => shellRoute,
  path: '/contacts',
  validateSearch: (search): { q?: string } => optional({ q: text(search['q']) }),
  component: lazyRouteComponent(() => import('../features/contacts/contacts-screen.tsx'), 'ContactsScreen'),
})
const contactDetail = () => import('../features/contacts/contact-detail.tsx')
const contactsWithChildren = contacts.addChildren([
  createRoute({
    getParentRoute: () => contacts,
    path: '/',
    component: lazyRouteComponent(contactDetail, 'NoContact'),
  }),
  createRoute({
    getParentRoute: () => contacts,
    path: '/$contactId',
    component: lazyRouteComponent(contactDetail, 'ContactDetail'),
  }),
])

const channels = createRoute({
  getParentRoute: () => shellRoute,
  path: '/channels',
  validateSearch: (search): { connected?: string; failed?: string } =>
    optional({ connected: text(search['connected']), failed: text(search['failed']) }),
  component: lazyRouteComponent(() => import('../features/channels/channels-screen.tsx'), 'ChannelsScreen'),
})
const connectChannel = createRoute({
  getParentRoute: () => shellRoute,
  path: '/channels/connect',
  validateSearch: (search): { platform?: string; channel?: string } =>
    optional({ platform: text(search['platform']), channel: text(search['channel']) }),
  component: lazyRouteComponent(() => import('../features/channels/connect-screen.tsx'), 'ConnectScreen'),
})

const approvals = createRoute({
  getParentRoute: () => shellRoute,
  path: '/approvals',
  validateSearch: (search): { tab?: 'all' | 'decided' } => {
    const tab = search['tab']
    return tab === 'all' || tab === 'decided' ? { tab } : {}
  },
  component: lazyRouteComponent(
    () => import('../features/approvals/approvals-screen.tsx'),
    'ApprovalsScreen',
  ),
})
const approvalDetail = () => import('../features/approvals/approval-detail.tsx')
const approvalsWithChildren = approvals.addChildren([
  createRoute({
    getParentRoute: () => approvals,
    path: '/',
    component: lazyRouteComponent(approvalDetail, 'NoApproval'),
  }),
  createRoute({
    getParentRoute: () => approvals,
    path: '/$approvalId',
    component: lazyRouteComponent(approvalDetail, 'ApprovalDetail'),
  }),
])

const sandbox = createRoute({
  getParentRoute: () => shellRoute,
  path: '/sandbox',
  validateSearch: (
    search,
  ): { [K in 'tab' | 'surface' | 'channel' | 'person' | 'name' | 'username']?: string } =>
    optional({
      tab: text(search['tab']),
      surface: text(search['surface']),
      channel: text(search['channel']),
      person: text(search['person']),
      name: text(search['name']),
      username: text(search['username']),
    }),
  component: lazyRouteComponent(() => import('../features/sandbox/sandbox-screen.tsx'), 'SandboxScreen'),
})

const consoleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/console',
  component: lazyRouteComponent(() => import('../features/console/console-screen.tsx'), 'ConsoleScreen'),
})

const settings = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('../features/settings/settings-screen.tsx'), 'SettingsScreen'),
})
const settingsWithChildren = settings.addChildren([
  createRoute({
    getParentRoute: () => settings,
    path: '/',
    component: lazyRouteComponent(() => import('../features/settings/org-settings.tsx'), 'OrgSettings'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: '/profile',
    component: lazyRouteComponent(() => import('../features/settings/profile.tsx'), 'Profile'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: '/team',
    component: lazyRouteComponent(() => import('../features/settings/team.tsx'), 'Team'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: '/api-keys',
    component: lazyRouteComponent(() => import('../features/settings/api-keys.tsx'), 'ApiKeys'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: '/assistant',
    component: lazyRouteComponent(() => import('../features/settings/assistant.tsx'), 'Assistant'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: '/audit',
    component: lazyRouteComponent(() => import('../features/settings/audit-log.tsx'), 'AuditLog'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: '/publishing',
    component: lazyRouteComponent(
      () => import('../features/calendar/publishing-settings.tsx'),
      'PublishingSettings',
    ),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: '/background',
    component: lazyRouteComponent(() => import('../features/settings/background-work.tsx'), 'BackgroundWork'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: '/chats',
    validateSearch: (search): { connected?: string; failed?: string } =>
      optional({ connected: text(search['connected']), failed: text(search['failed']) }),
    component: lazyRouteComponent(() => import('../features/chats/chats-settings.tsx'), 'ChatsSettings'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: '/approval-policies',
    component: lazyRouteComponent(() => import('../features/approvals/policies-screen.tsx'), 'Policies'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: '/connect-failed',
    validateSearch: (search): { message?: string } => optional({ message: text(search['message']) }),
    component: lazyRouteComponent(() => import('../features/settings/connect-failed.tsx'), 'ConnectFailed'),
  }),
])

const inbox = createRoute({
  getParentRoute: () => shellRoute,
  path: '/inbox',
  validateSearch: parseInboxSearch,
  loaderDeps: ({ search }) => ({ filter: toFilter(search) }),
  // Begun before the screen is drawn, and not waited for: the screen shows each state of it.
  loader: ({ context, deps }) => void context.queries.prefetchInfiniteQuery(listQuery(deps.filter)),
  component: lazyRouteComponent(() => import('../features/inbox/inbox-screen.tsx'), 'InboxScreen'),
})
// The inbox draws it: its list stays where it is.
const inboxConversation = createRoute({ getParentRoute: () => inbox, path: '/$conversationId' })

const savedReplies = createRoute({
  getParentRoute: () => shellRoute,
  path: '/inbox/saved-replies',
  component: lazyRouteComponent(
    () => import('../features/inbox/saved-replies-screen.tsx'),
    'SavedRepliesScreen',
  ),
})

const posts = createRoute({
  getParentRoute: () => shellRoute,
  path: '/posts',
  validateSearch: (search): { tab?: PostTab; channel?: string; label?: string; q?: string } => ({
    ...(isPostTab(search['tab']) && search['tab'] !== 'all' ? { tab: search['tab'] } : {}),
    ...optional({ channel: text(search['channel']), label: text(search['label']), q: text(search['q']) }),
  }),
  component: lazyRouteComponent(() => import('../features/posts/posts-screen.tsx'), 'PostsScreen'),
})
// `new`, or the post's number.
const post = createRoute({
  getParentRoute: () => shellRoute,
  path: '/posts/$number',
  component: lazyRouteComponent(() => import('../features/posts/composer-screen.tsx'), 'ComposerScreen'),
})

const library = createRoute({
  getParentRoute: () => shellRoute,
  path: '/library',
  component: lazyRouteComponent(() => import('../features/library/library-screen.tsx'), 'LibraryScreen'),
})

const calendar = createRoute({
  getParentRoute: () => shellRoute,
  path: '/calendar',
  validateSearch: (search): { view?: 'week'; day?: string; channel?: string; state?: string } => ({
    ...(search['view'] === 'week' ? { view: 'week' as const } : {}),
    ...optional({
      day: /^\d{4}-\d{2}-\d{2}$/.exec(text(search['day']) ?? '')?.[0],
      channel: text(search['channel']),
      state: text(search['state']),
    }),
  }),
  component: lazyRouteComponent(() => import('../features/calendar/calendar-screen.tsx'), 'CalendarScreen'),
})

// A screen is one route here and one module in features/<noun>/; the navigation shows it by its path.
const screens = [
  home,
  gallery,
  tryIt,
  inbox.addChildren([inboxConversation]),
  savedReplies,
  approvalsWithChildren,
  contactsWithChildren,
  rules,
  newRule,
  rule,
  channels,
  connectChannel,
  sandbox,
  consoleRoute,
  posts,
  post,
  library,
  calendar,
  ...figureRoutes,
  settingsWithChildren,
] as const

export const routeTree = rootRoute.addChildren([
  shellRoute.addChildren(screens),
  signIn,
  signInLink,
  reset,
  invitation,
  chatLink,
  guestApproval,
])

export { NotFound, ScreenError }
export type { RouterContext } from './shell-route.ts'

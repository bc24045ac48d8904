import type { ApprovalView } from '#features/approvals/index.ts'
import type { Ctx } from '#kernel/app.ts'
import type { ReplyButton, ReplyField } from '#contracts/reply.ts'
import type { PostView, TargetView } from './schema.ts'

const reasonField = (label: string, required: boolean): ReplyField => ({
  name: 'reason',
  label,
  kind: 'text',
  required,
})

interface Said {
  ctx: Ctx
  post: PostView
  approval: ApprovalView | undefined
  members: Array<{ id: string; name: string }>
}

/**
 * What may be done now, by state and by what the reader may do. A button names a command; where nobody has made that
 * command, there is no button.
 */
export function postButtons(said: Said): ReplyButton[] {
  const { ctx, post } = said
  const buttons = [
    ...decideButtons(said),
    ...draftButtons(said),
    ...planButtons(said),
    ...post.targets.flatMap((target) => targetButtons(ctx, post, target)),
  ].filter((button) => !('command' in button) || ctx.commands.has(button.command.name))
  return [...buttons, { label: 'Open in the browser', path: `/posts/${post.number}` }]
}

const run = (
  post: Pick<PostView, 'number'>,
  label: string,
  name: string,
  more: { args?: Record<string, string>; style?: 'primary' | 'danger'; ask?: ReplyField[] } = {},
): ReplyButton => ({
  label,
  command: { name, args: { post: String(post.number), ...more.args } },
  ...(more.style ? { style: more.style } : {}),
  ...(more.ask ? { ask: more.ask } : {}),
})

function decideButtons({ ctx, post, approval, members }: Said): ReplyButton[] {
  if (post.state !== 'in_review' || approval?.state !== 'pending' || !ctx.scopes.has('approvals:decide'))
    return []
  return [
    run(post, 'Approve', 'approve', { style: 'primary' }),
    run(post, 'Request changes', 'request-changes', { ask: [reasonField('What should change?', true)] }),
    run(post, 'Reject', 'reject', { style: 'danger', ask: [reasonField('Why?', true)] }),
    ...(members.length > 0
      ? [
          run(post, 'Delegate', 'delegate', {
            ask: [
              {
                name: 'to',
                label: 'Who decides in your place?',
                kind: 'choice',
                required: true,
                options: members.map(({ id, name }) => ({ value: id, label: name })),
              },
            ],
          }),
        ]
      : []),
  ]
}

const editable = new Set([
  'draft',
  'in_review',
  'changes_requested',
  'rejected',
  'approved',
  'scheduled',
  'on_hold',
])

function draftButtons({ ctx, post }: Said): ReplyButton[] {
  if (!ctx.scopes.has('posts:write')) return []
  const mayAsk = ['draft', 'changes_requested', 'rejected'].includes(post.state) && !post.preparing
  return [
    ...(mayAsk ? [run(post, 'Submit', 'submit', { style: 'primary' })] : []),
    ...(editable.has(post.state)
      ? [
          run(post, 'Edit', 'edit-post', {
            args: { version: String(post.version) },
            ask: [{ name: 'text', label: 'Text', kind: 'text', required: true, value: post.body.text }],
          }),
        ]
      : []),
  ]
}

function planButtons({ ctx, post }: Said): ReplyButton[] {
  const open = ['draft', 'in_review', 'changes_requested', 'approved', 'scheduled', 'missed'].includes(
    post.state,
  )
  const takesPublish = ['approved', 'scheduled', 'missed', 'on_hold'].includes(post.state)
  const may = ctx.scopes.has(takesPublish ? 'posts:publish' : 'posts:write')
  const name = post.plannedAt === null ? 'schedule' : 'reschedule'
  const when: ReplyField = {
    name: 'at',
    label: 'When?',
    kind: 'line',
    required: true,
    hint: 'For example: tomorrow 9am, or Friday 18:30',
  }
  return [
    ...(open && may
      ? [
          run(post, post.plannedAt === null ? 'Schedule' : 'Reschedule', name, { ask: [when] }),
          run(post, 'Next free slot', name, { args: { slot: 'next_free' } }),
        ]
      : []),
    ...(['in_review', 'approved', 'scheduled'].includes(post.state) && ctx.scopes.has('posts:write')
      ? [run(post, 'Hold', 'hold')]
      : []),
    ...(post.state === 'on_hold' && may ? [run(post, 'Release', 'release')] : []),
  ]
}

function targetButtons(ctx: Ctx, post: PostView, target: TargetView): ReplyButton[] {
  const on = post.targets.length > 1 ? ` on ${target.channelName}` : ''
  if (target.state === 'published' && target.publishedUrl?.startsWith('https://')) {
    return [{ label: `See it on ${target.channelName}`, url: target.publishedUrl }]
  }
  if (!ctx.scopes.has('posts:publish')) return []
  const args = { target: target.id }
  if (target.state === 'unknown') {
    const link: ReplyField = {
      name: 'link',
      label: 'Its link, if you have it',
      kind: 'line',
      required: false,
    }
    return [
      run(post, `It is live${on}`, 'settle', {
        args: { ...args, as: 'live' },
        ask: [link],
        style: 'primary',
      }),
      run(post, `Not live${on}, send again`, 'settle', { args: { ...args, as: 'not_live' } }),
      run(post, `Leave${on}`, 'settle', { args: { ...args, as: 'leave' } }),
      run(post, 'Hand over', 'hand-over', { args, ask: [handTo] }),
    ]
  }
  if (target.state !== 'failed' && target.state !== 'missed') return []
  return [
    run(post, `Retry${on}`, 'retry', { args, style: 'primary' }),
    ...(target.channelState === 'reconnect' || target.failureKind === 'auth_expired'
      ? [{ label: `Reconnect ${target.channelName}`, path: '/channels' }]
      : []),
    run(post, 'Hand over', 'hand-over', { args, ask: [handTo] }),
  ]
}

const handTo: ReplyField = {
  name: 'to',
  label: 'Who sees to it?',
  kind: 'line',
  required: true,
  hint: 'A name or an address',
}

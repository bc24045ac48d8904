import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ExternalLink } from 'lucide-react'
import { useState } from 'react'
import type { PostView, TargetView } from '#features/posts/schema.ts'
import { unwrap } from '../../app/api.ts'
import { useMe } from '../../app/me.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ChannelMark } from '../../ui/channel-mark.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Menu, MenuHeading, MenuItem } from '../../ui/menu.tsx'
import { Time } from '../../ui/time.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { membersQuery } from './members-api.ts'
import { targetWords } from './post-words.ts'
import { postQuery, postsApi } from './posts-api.ts'

/** What became of it on each account, and what a person can do about it. */
export function ResultList({ post }: { post: PostView }) {
  return (
    <section aria-label="Results" className="rounded border border-line bg-surface">
      <ul>
        {post.targets.map((target) => (
          <ResultRow key={target.id} post={post} target={target} />
        ))}
      </ul>
    </section>
  )
}

interface RowProps {
  post: PostView
  target: TargetView
}

function ResultRow({ post, target }: RowProps) {
  const { can } = useMe()
  const { label, tone } = targetWords[target.state]
  return (
    <li className="flex flex-col gap-2 border-b border-line px-3.5 py-3 last:border-0">
      <div className="flex flex-wrap items-center gap-2 text-list">
        <ChannelMark connector={target.connector} name={target.platform} className="text-muted" />
        <span className="min-w-0 flex-1 truncate font-medium">{target.channelName}</span>
        {target.publishedAt ? <Time at={target.publishedAt} className="text-meta text-muted" /> : null}
        <Badge tone={tone}>{label}</Badge>
        {target.publishedUrl ? (
          <a
            href={target.publishedUrl}
            target="_blank"
            rel="noreferrer"
            className="inline-flex items-center gap-1 rounded-sm font-medium text-accent-ink hover:underline"
          >
            See it
            <ExternalLink aria-hidden className="size-3.5" />
          </a>
        ) : null}
      </div>
      {target.failure ? <p className="max-w-prose text-list text-muted">{target.failure}</p> : null}
      {can('posts:publish') ? <TargetActs post={post} target={target} /> : null}
    </li>
  )
}

type Act = 'retry' | 'live' | 'not_live' | 'leave' | 'cancel'

const told: Record<Act, string> = {
  retry: 'It is tried again',
  live: 'Noted: it is live',
  not_live: 'It is sent again',
  leave: 'Left as it is',
  cancel: 'Taken off',
}

function TargetActs({ post, target }: RowProps) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const [sending, setSending] = useState(false)
  const act = useMutation({
    mutationFn: (what: Act) => {
      const { targets } = postsApi
      const param = { id: target.id }
      if (what === 'retry') return unwrap(targets[':id'].retry.$post({ param }))
      if (what === 'cancel') return unwrap(targets[':id'].cancel.$post({ param }))
      return unwrap(targets[':id'].settle.$post({ param, json: { as: what } }))
    },
    meta: { failed: 'That did not work' },
    onSuccess: (_row, what) => {
      toasts.show({ title: told[what] })
      return queries.invalidateQueries({ queryKey: postQuery(String(post.number)).queryKey })
    },
  })
  const button = (what: Act, label: string, primary = false) => (
    <Button
      size="sm"
      {...(primary ? { look: 'primary' as const } : {})}
      busy={act.isPending && act.variables === what}
      onClick={() => act.mutate(what)}
    >
      {label}
    </Button>
  )
  const isUnknown = target.state === 'unknown'
  const isOver = target.state === 'failed' || target.state === 'missed'
  if (!isUnknown && !isOver) return null
  return (
    <div className="flex flex-wrap gap-2">
      {isUnknown ? (
        <>
          {button('live', 'It is live', true)}
          <Button size="sm" onClick={() => setSending(true)}>
            Not live, send again…
          </Button>
          {button('leave', 'Leave it')}
        </>
      ) : (
        <>
          {button('retry', 'Retry', true)}
          {target.channelState === 'reconnect' || target.failureKind === 'auth_expired' ? (
            <Button size="sm" asChild>
              <Link to="/channels">Reconnect</Link>
            </Button>
          ) : null}
          {button('cancel', 'Do not publish there')}
        </>
      )}
      <HandOver post={post} target={target} />
      <Confirm
        open={sending}
        onOpenChange={setSending}
        title={`Send it to ${target.channelName} again?`}
        act="Send again"
        onConfirm={() => act.mutate('not_live')}
      >
        Look at the account first. If it is live after all, readers see it twice.
      </Confirm>
    </div>
  )
}

function HandOver({ post, target }: RowProps) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const members = useQuery(membersQuery).data ?? []
  const hand = useMutation({
    mutationFn: (member: { id: string; name: string }) =>
      unwrap(
        postsApi.targets[':id']['hand-over'].$post({
          param: { id: target.id },
          json: { memberId: member.id },
        }),
      ),
    meta: { failed: 'It was not handed over' },
    onSuccess: (_row, member) => {
      toasts.show({ title: `${member.name} sees to it` })
      return queries.invalidateQueries({ queryKey: postQuery(String(post.number)).queryKey })
    },
  })
  if (members.length === 0) return null
  return (
    <Menu
      trigger={
        <Button size="sm" look="quiet" busy={hand.isPending}>
          Hand over
        </Button>
      }
    >
      <MenuHeading>Who sees to it?</MenuHeading>
      {members.map((member) => (
        <MenuItem key={member.id} onSelect={() => hand.mutate(member)}>
          {member.name}
        </MenuItem>
      ))}
    </Menu>
  )
}

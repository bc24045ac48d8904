import { useQuery } from '@tanstack/react-query'
import { ImageIcon, Send, Video } from 'lucide-react'
import { QueryView } from '../../app/query-view.tsx'
import { Card } from '../../ui/card.tsx'
import { ChannelMark } from '../../ui/channel-mark.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Time } from '../../ui/time.tsx'
import { postedQuery, type Posted } from './chats-api.ts'

/** What is out on the accounts of the sandbox, as the platforms keep it. */
export function PostedPanel() {
  const query = useQuery(postedQuery)
  return (
    <div className="scroll-quiet min-h-0 flex-1">
      <QueryView query={query}>
        {(accounts) =>
          accounts.length === 0 ? (
            <EmptyState icon={<Send />} title="No account to publish to">
              Connect a sandbox account of a platform that takes posts. What you publish then stands here, as
              the platform has it.
            </EmptyState>
          ) : (
            <div className="mx-auto grid max-w-5xl items-start gap-4 p-4 md:grid-cols-2">
              {accounts.map((account) => (
                <Account key={account.channelId} account={account} />
              ))}
            </div>
          )
        }
      </QueryView>
    </div>
  )
}

const Account = ({ account }: { account: Posted }) => (
  <Card
    title={
      <span className="flex items-center gap-2">
        <ChannelMark connector={account.connector} name={account.connectorName} className="text-muted" />
        {account.name}
      </span>
    }
    hint={account.posts.length === 0 ? 'Nothing is out yet.' : `${account.posts.length} out, newest first`}
  >
    {account.posts.length > 0 ? (
      <ol className="-my-2 divide-y divide-line">
        {account.posts.map((post) => (
          <li key={post.id} className="py-2.5">
            <p className="flex items-center gap-2 text-meta text-muted">
              <span>{post.after ? `${post.format}, goes on` : post.format}</span>
              <span className="flex-1" />
              <Time at={post.at} />
            </p>
            <p className="mt-0.5 text-read break-words whitespace-pre-wrap">{post.text}</p>
            {post.media.length > 0 ? (
              <p className="mt-1 flex flex-wrap gap-2 text-meta text-muted">
                {post.media.map((media, index) => {
                  const Icon = media.kind === 'video' ? Video : ImageIcon
                  return (
                    <span key={index} className="flex items-center gap-1">
                      <Icon aria-hidden className="size-3.5" />
                      {media.alt || (media.kind === 'video' ? 'Video' : 'Picture')}
                    </span>
                  )
                })}
              </p>
            ) : null}
            {post.comments.map((comment) => (
              <p key={comment} className="mt-1 border-l-2 border-line pl-2 text-list text-muted">
                {comment}
              </p>
            ))}
          </li>
        ))}
      </ol>
    ) : null}
  </Card>
)

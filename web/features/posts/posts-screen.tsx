import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { PenLine, Plus, Search, SearchX } from 'lucide-react'
import { useEffect, useMemo, useRef, useState, type RefObject } from 'react'
import type { PostState } from '#features/posts/schema.ts'
import { useMe } from '../../app/me.ts'
import { PageHeader } from '../../app/page-header.tsx'
import { usePaletteActions } from '../../app/palette.tsx'
import { useShortcut } from '../../app/shortcuts.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Input } from '../../ui/input.tsx'
import { List } from '../../ui/list.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Select } from '../../ui/select.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { PostLine } from './post-line.tsx'
import { postTabs, type PostTab } from './post-words.ts'
import { accountsQuery, postListQuery, type PostFilter } from './posts-api.ts'
import { usePostsLive } from './use-posts-live.ts'
import { useRested } from '../../app/use-rested.ts'

const tabs = Object.entries(postTabs).map(([value, { label }]) => ({ value, label }))
const restMs = 200

export interface PostsSearch {
  tab?: PostTab
  channel?: string
  label?: string
  q?: string
}

export function PostsScreen() {
  const { can } = useMe()
  const search = useSearch({ from: '/shell/posts' })
  const navigate = useNavigate()
  const box = useRef<HTMLInputElement>(null)
  const query = useInfiniteQuery(postListQuery(toFilter(search)))
  usePostsLive()
  useNewPostAction(can('posts:write'))
  useShortcut('search', () => box.current?.focus())
  const posts = query.data?.pages.flatMap((page) => page.data)
  const go = (next: PostsSearch) => void navigate({ to: '/posts', search: next, replace: true })
  return (
    <div className="flex h-full flex-col">
      <PageHeader
        title="Posts"
        views={
          <Segmented
            label="Posts in which state"
            value={search.tab ?? 'all'}
            segments={tabs}
            onValueChange={(tab) => {
              const { tab: _old, ...rest } = search
              go(tab === 'all' ? rest : { ...rest, tab: tab as PostTab })
            }}
          />
        }
        action={can('posts:write') ? <NewPost /> : undefined}
      />
      <Filters box={box} search={search} onSearch={go} />
      <div className="scroll-quiet min-h-0 flex-1">
        {posts ? (
          posts.length === 0 ? (
            <NoPosts search={search} mayWrite={can('posts:write')} onClear={() => go({})} />
          ) : (
            <>
              <List
                label="Posts"
                items={posts}
                itemKey={(post) => post.id}
                row={(post) => <PostLine post={post} />}
                onOpen={(post) =>
                  void navigate({ to: '/posts/$number', params: { number: String(post.number) } })
                }
                className="[&>[role=option]]:h-auto [&>[role=option]]:min-h-16 [&>[role=option]]:cursor-pointer [&>[role=option]]:py-2"
              />
              {query.hasNextPage ? (
                <div className="p-4 text-center">
                  <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                    Show older posts
                  </Button>
                </div>
              ) : null}
            </>
          )
        ) : query.isError ? (
          <ErrorState
            title="The posts could not be loaded"
            error={query.error}
            onRetry={() => void query.refetch()}
          />
        ) : (
          <SkeletonRows label="Loading the posts" />
        )}
      </div>
    </div>
  )
}

function toFilter({ tab = 'all', channel, label, q }: PostsSearch): PostFilter {
  const of: { label: string; state?: PostState[] } = postTabs[tab]
  return {
    ...(of.state ? { state: of.state } : {}),
    ...(channel ? { channelId: channel } : {}),
    ...(label ? { label } : {}),
    ...(q ? { text: q } : {}),
  }
}

interface FiltersProps {
  box: RefObject<HTMLInputElement | null>
  search: PostsSearch
  onSearch: (next: PostsSearch) => void
}

function Filters({ box, search, onSearch }: FiltersProps) {
  const accounts = useQuery(accountsQuery).data ?? []
  const [typed, setTyped] = useState(search.q ?? '')
  const [label, setLabel] = useState(search.label ?? '')
  const rested = useRested(typed.trim(), restMs)
  const restedLabel = useRested(label.trim(), restMs)
  const latest = useRef({ search, onSearch })
  useEffect(() => {
    latest.current = { search, onSearch }
  })
  useEffect(() => {
    const { search: now, onSearch: go } = latest.current
    if ((now.q ?? '') === rested && (now.label ?? '') === restedLabel) return
    const { q: _q, label: _label, ...rest } = now
    go({ ...rest, ...(rested ? { q: rested } : {}), ...(restedLabel ? { label: restedLabel } : {}) })
  }, [rested, restedLabel])
  return (
    <div className="flex flex-wrap gap-2 border-b border-line px-4 py-2">
      <span className="min-w-36 flex-1">
        <Input
          ref={box}
          type="search"
          icon={<Search aria-hidden />}
          aria-label="Search posts"
          placeholder="Words or #number"
          value={typed}
          maxLength={200}
          onChange={(event) => setTyped(event.target.value)}
        />
      </span>
      <span className="w-32 max-md:hidden">
        <Input
          aria-label="Label"
          placeholder="Label"
          value={label}
          maxLength={60}
          onChange={(event) => setLabel(event.target.value)}
        />
      </span>
      {accounts.length > 1 ? (
        <span className="w-44">
          <Select
            aria-label="Account"
            value={search.channel ?? 'all'}
            options={[
              { value: 'all', label: 'All accounts' },
              ...accounts.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onValueChange={(id) => {
              const { channel: _old, ...rest } = search
              onSearch(id === 'all' ? rest : { ...rest, channel: id })
            }}
          />
        </span>
      ) : null}
    </div>
  )
}

const NewPost = () => (
  <Button look="primary" icon={<Plus className="size-4" />} asChild>
    <Link to="/posts/$number" params={{ number: 'new' }}>
      New post
    </Link>
  </Button>
)

interface NoPostsProps {
  search: PostsSearch
  mayWrite: boolean
  onClear: () => void
}

function NoPosts({ search, mayWrite, onClear }: NoPostsProps) {
  if (search.tab === 'trouble' && !search.q && !search.label && !search.channel)
    return (
      <EmptyState icon={<PenLine />} title="Nothing needs a person">
        A post that could not go out, or of which nobody knows whether it is out, waits here.
      </EmptyState>
    )
  if (Object.keys(search).length > 0)
    return (
      <EmptyState
        icon={<SearchX />}
        title="No post fits"
        action={<Button onClick={onClear}>Show all posts</Button>}
      >
        Try another word, or look at all of them.
      </EmptyState>
    )
  return (
    <EmptyState icon={<PenLine />} title="No posts yet" action={mayWrite ? <NewPost /> : undefined}>
      Write once for Instagram, Facebook and X. Whoever has to approve it is asked in the chat they are in.
    </EmptyState>
  )
}

function useNewPostAction(may: boolean) {
  const navigate = useNavigate()
  usePaletteActions(
    useMemo(
      () =>
        may
          ? [
              {
                id: 'posts.new',
                label: 'New post',
                group: 'Posts',
                icon: <PenLine />,
                run: () => void navigate({ to: '/posts/$number', params: { number: 'new' } }),
              },
            ]
          : [],
      [may, navigate],
    ),
  )
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ExternalLink, UserRoundCheck } from 'lucide-react'
import { unwrap } from '../../app/api.ts'
import { QueryView } from '../../app/query-view.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { chatsApi, linksQuery, type ChatLink, type Surface, type Workspace } from './chats-api.ts'
import { SurfaceMark } from './surface-mark.tsx'

/** Who I am in chats: what is done there by that person counts as done by me. */
export function MyLinks({ surfaces, workspaces }: { surfaces: Surface[]; workspaces: Workspace[] }) {
  const query = useQuery(linksQuery)
  return (
    <Card title="You in chats" hint="What you do there counts as done by you here, with your rights.">
      <QueryView query={query} loading={<Skeleton className="h-16 animate-late" />}>
        {(links) => (
          <div className="flex flex-col gap-4">
            {links.length > 0 ? (
              <ul aria-label="Your chat users" className="-my-2 divide-y divide-line">
                {links.map((link) => (
                  <LinkRow key={link.id} link={link} />
                ))}
              </ul>
            ) : (
              <p className="text-list text-muted">You are not linked to any chat user yet.</p>
            )}
            <HowToLink surfaces={surfaces} workspaces={workspaces} links={links} />
          </div>
        )}
      </QueryView>
    </Card>
  )
}

function LinkRow({ link }: { link: ChatLink }) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const unlink = useMutation({
    mutationFn: () => unwrap(chatsApi.links[':id'].$delete({ param: { id: link.id } })),
    meta: { failed: `${link.name} is still linked` },
    onMutate: () =>
      queries.setQueryData(linksQuery.queryKey, (old) => old?.filter(({ id }) => id !== link.id)),
    onSuccess: () =>
      toasts.show({
        title: `${link.name} is not you any more`,
        detail: `Write to the bot in ${link.surfaceName} to link again.`,
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: linksQuery.queryKey }),
  })
  return (
    <li className="flex items-center gap-3 py-2">
      <SurfaceMark surface={link.surface} />
      <div className="min-w-0 flex-1">
        <p className="truncate text-list font-medium">{link.name}</p>
        <p className="truncate text-meta text-muted">
          {link.surfaceName}
          {link.sandbox ? ' · sandbox' : ''} · since <Time at={link.linkedAt} />
        </p>
      </div>
      <Button
        size="sm"
        aria-label={`Unlink ${link.name} in ${link.surfaceName}`}
        onClick={() => unlink.mutate()}
      >
        Unlink
      </Button>
    </li>
  )
}

interface HowToLinkProps {
  surfaces: Surface[]
  workspaces: Workspace[]
  links: ChatLink[]
}

/** For each connected chat where I am nobody yet: what to do. */
function HowToLink({ surfaces, workspaces, links }: HowToLinkProps) {
  const open = workspaces.filter(
    (workspace) =>
      workspace.state === 'active' &&
      !links.some((link) => link.surface === workspace.surface && link.sandbox === workspace.sandbox),
  )
  const places = [...new Map(open.map((one) => [`${one.surface} ${one.sandbox}`, one])).values()]
  return places.map((workspace) => {
    const surface = surfaces.find(({ id }) => id === workspace.surface)
    const where = `${workspace.surfaceName}${workspace.sandbox ? ' (sandbox)' : ''}`
    return (
      <div
        key={workspace.id}
        className="flex flex-wrap items-center gap-3 rounded bg-ground px-3 py-2.5 text-list"
      >
        <UserRoundCheck aria-hidden className="size-4 shrink-0 text-muted" />
        <p className="min-w-0 flex-1 basis-60">
          <span className="font-medium">{where}:</span> write anything to the bot. It answers with a link for
          you alone; open it and confirm.
        </p>
        {surface?.opensDirectly && !workspace.sandbox ? <OpenBot surface={surface} /> : null}
      </div>
    )
  })
}

function OpenBot({ surface }: { surface: Surface }) {
  const start = useMutation({
    mutationFn: () => unwrap(chatsApi.links.start.$post({ json: { surface: surface.id } })),
    meta: { failed: `The bot in ${surface.name} could not be opened` },
    onSuccess: ({ url }) => window.open(url, '_blank', 'noopener'),
  })
  return (
    <Button
      size="sm"
      icon={<ExternalLink aria-hidden className="size-3.5" />}
      busy={start.isPending}
      onClick={() => start.mutate()}
    >
      Open the bot
    </Button>
  )
}

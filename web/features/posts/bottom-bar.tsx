import { useQuery } from '@tanstack/react-query'
import { CalendarClock, ChevronDown, Ellipsis, Rocket, Send, Undo2 } from 'lucide-react'
import { useState } from 'react'
import type { PostView } from '#features/posts/schema.ts'
import { useMe } from '../../app/me.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { Popover } from '../../ui/popover.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import type { When } from '../calendar/calendar-api.ts'
import { WhenPicker } from '../calendar/when-picker.tsx'
import { AccountPicker } from './account-picker.tsx'
import { withAccounts } from './edit-draft.ts'
import { isFixed, maySubmit, plannedElsewhere, plannedWords, savesByItself } from './post-words.ts'
import { approversQuery, type Account } from './posts-api.ts'
import type { Composing } from './use-composer.ts'
import type { usePostActs } from './use-post-acts.ts'

export interface BottomBarProps {
  post: PostView | undefined
  accounts: readonly Account[]
  composing: Composing
  acts: ReturnType<typeof usePostActs>
  readOnly: boolean
}

/** Where, when, who is asked; and the one act that comes next. */
export function BottomBar({ post, accounts, composing, acts, readOnly }: BottomBarProps) {
  const { draft, setDraft } = composing
  const chosen = draft.targets.map((target) => target.channelId)
  if (post && isFixed(post.state)) return null
  return (
    <section
      aria-label="Where and when"
      className="flex flex-wrap items-center gap-2 border-t border-line bg-surface px-4 py-2.5"
    >
      <AccountPicker
        accounts={accounts}
        chosen={chosen}
        readOnly={readOnly}
        onChange={(channelIds) => setDraft(withAccounts(draft, channelIds))}
      />
      <TimeButton post={post} composing={composing} acts={acts} readOnly={readOnly} />
      <WhoIsAsked channelIds={chosen} labels={draft.labels} post={post} />
      <span className="flex-1" />
      {readOnly ? null : <NextAct post={post} composing={composing} acts={acts} />}
    </section>
  )
}

type Part = Pick<BottomBarProps, 'post' | 'composing' | 'acts'>

function TimeButton({ post, composing, acts, readOnly }: Part & { readOnly: boolean }) {
  const [open, setOpen] = useState(false)
  const channelIds = composing.draft.targets.map((target) => target.channelId)
  const elsewhere = post && plannedElsewhere(post)
  const pick = async (when: When) => {
    const saved = await composing.settle()
    if (!saved) return
    acts.schedule.mutate({ post: saved, when }, { onSuccess: () => setOpen(false) })
  }
  return (
    <Popover
      label="When"
      side="top"
      open={open}
      onOpenChange={setOpen}
      className="w-84"
      trigger={
        <Button disabled={readOnly} icon={<CalendarClock aria-hidden className="size-4 text-muted" />}>
          <Tooltip text={elsewhere ?? (post?.plannedAt ? (post.plannedZone ?? '') : 'It waits for a time')}>
            <span className="tabular">{post?.plannedAt ? plannedWords(post.plannedAt) : 'No time yet'}</span>
          </Tooltip>
          <ChevronDown aria-hidden className="size-3.5 text-muted" />
        </Button>
      }
    >
      <WhenPicker
        channelIds={channelIds}
        wall={post?.plannedWall ?? null}
        zone={post?.plannedZone ?? null}
        mayRepeat={!post?.seriesId}
        busy={acts.schedule.isPending || composing.isSaving}
        act={post?.state === 'approved' ? 'Schedule' : 'Set the time'}
        onPick={(when) => void pick(when)}
      />
      {post?.plannedAt ? (
        <Button
          look="quiet"
          className="mt-2 w-full"
          busy={acts.unschedule.isPending}
          onClick={() => acts.unschedule.mutate(post, { onSuccess: () => setOpen(false) })}
        >
          Take the time away
        </Button>
      ) : null}
    </Popover>
  )
}

interface WhoProps {
  channelIds: string[]
  labels: string[]
  post: PostView | undefined
}

function WhoIsAsked({ channelIds, labels, post }: WhoProps) {
  const { can } = useMe()
  const { data } = useQuery({
    ...approversQuery(channelIds, labels),
    enabled: channelIds.length > 0 && can('posts:write'),
  })
  if (!data || (post && !maySubmit(post.state))) return null
  if (data.policy === null) return <p className="text-meta text-muted">Nobody has to approve it</p>
  const people = [...new Set(data.stages.flatMap((stage) => stage.people))]
  const most = 2
  const more = people.length - most
  const named = people.slice(0, most).join(', ')
  return (
    <Tooltip
      text={data.stages.map((stage) => `${stage.name}: ${stage.people.join(', ') || 'nobody'}`).join(' · ')}
    >
      {/* Reached by the keyboard, too: who is asked stands only here. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <p tabIndex={0} className="rounded-sm text-meta text-muted">
        {people.length === 0
          ? `${data.policy}: nobody can approve it`
          : `Asks ${named}${more > 0 ? ` and ${more} more` : ''}`}
      </p>
    </Tooltip>
  )
}

/** By what stands and who is asked: submit, schedule, publish. */
function NextAct({ post, composing, acts }: Part) {
  const { can } = useMe()
  const [publishing, setPublishing] = useState<PostView>()
  const { draft } = composing
  const channelIds = draft.targets.map((target) => target.channelId)
  const asked = useQuery(approversQuery(channelIds, draft.labels)).data
  const state = post?.state ?? 'draft'
  const isReady = channelIds.length > 0
  const isFree = asked?.policy === null
  const busy = acts.submit.isPending || acts.publish.isPending || acts.release.isPending
  const run = async (act: (saved: PostView) => void) => {
    const saved = await composing.settle()
    if (saved) act(saved)
  }
  const mayPublish =
    can('posts:publish') &&
    isReady &&
    (state === 'approved' || state === 'scheduled' || (maySubmit(state) && isFree))
  const submitWords = !isFree ? 'Submit for approval' : post?.plannedAt ? 'Schedule' : 'Approve as it is'
  const publishIsFirst = mayPublish && !post?.plannedAt
  return (
    <>
      {composing.isDirty && !savesByItself(state) ? (
        <>
          <Button look="quiet" icon={<Undo2 aria-hidden className="size-4" />} onClick={composing.discard}>
            Discard
          </Button>
          <Button look="primary" busy={composing.isSaving} onClick={() => void composing.save()}>
            Save and ask anew
          </Button>
        </>
      ) : (
        <>
          {state === 'in_review' && post ? (
            <Button busy={acts.withdraw.isPending} onClick={() => acts.withdraw.mutate(post)}>
              Take back
            </Button>
          ) : null}
          {state === 'on_hold' && post && can('posts:publish') ? (
            <Button look="primary" busy={busy} onClick={() => acts.release.mutate(post)}>
              Take off hold
            </Button>
          ) : null}
          {publishIsFirst ? (
            <Button
              look="primary"
              busy={busy}
              icon={<Rocket aria-hidden className="size-4" />}
              onClick={() => void run(setPublishing)}
            >
              Publish now…
            </Button>
          ) : maySubmit(state) ? (
            <Button
              look="primary"
              busy={busy || composing.isSaving}
              disabled={!isReady}
              icon={<Send aria-hidden className="size-4" />}
              onClick={() => void run((saved) => acts.submit.mutate(saved))}
            >
              {submitWords}
            </Button>
          ) : null}
          {mayPublish && !publishIsFirst ? (
            <Menu
              align="end"
              side="top"
              trigger={<IconButton label="Other ways" icon={<Ellipsis />} side="top" />}
            >
              <MenuItem icon={<Rocket />} onSelect={() => void run(setPublishing)}>
                Publish now…
              </MenuItem>
            </Menu>
          ) : null}
        </>
      )}
      <Confirm
        open={publishing !== undefined}
        onOpenChange={(open) => open || setPublishing(undefined)}
        title={`Publish on ${channelIds.length === 1 ? 'one account' : `${channelIds.length} accounts`} now?`}
        act="Publish now"
        onConfirm={() => {
          if (publishing) acts.publish.mutate(publishing)
          setPublishing(undefined)
        }}
      >
        Readers see it at once. What is out can only be deleted at the platform.
      </Confirm>
    </>
  )
}

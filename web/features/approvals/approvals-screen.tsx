import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Download, ListChecks, PartyPopper, ShieldCheck } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { useLiveEvents } from '../../app/live.tsx'
import { useMe } from '../../app/me.ts'
import { PageHeader } from '../../app/page-header.tsx'
import { usePaletteActions } from '../../app/palette.tsx'
import { useWide } from '../../app/use-wide.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { ApprovalList } from './approval-list.tsx'
import { approvalsQuery, type Tab } from './approvals-api.ts'
import { ExportDialog } from './export-dialog.tsx'

const tabs = [
  { value: 'mine', label: 'Mine' },
  { value: 'all', label: 'All waiting' },
  { value: 'decided', label: 'Decided' },
] as const

/** What waits for a decision at the left, one of it at the right; on a phone one after the other. */
export function ApprovalsScreen() {
  const { approvalId } = useParams({ strict: false })
  const { tab = 'mine' } = useSearch({ from: '/shell/approvals' })
  const { can } = useMe()
  const navigate = useNavigate()
  const [exporting, setExporting] = useState(false)
  useFreshApprovals()
  useExportAction(can('audit:read'), () => setExporting(true))
  return (
    <>
      <div className={cx('contents', approvalId && 'max-md:hidden')}>
        <PageHeader
          title="Approvals"
          views={
            <Segmented
              label="Which requests"
              value={tab}
              segments={tabs}
              onValueChange={(next) =>
                void navigate({ to: '/approvals', search: next === 'mine' ? {} : { tab: next } })
              }
            />
          }
          action={
            <>
              {can('audit:read') ? (
                <IconButton label="Export decisions" icon={<Download />} onClick={() => setExporting(true)} />
              ) : null}
              <Button asChild look="quiet" className="max-md:hidden">
                <Link to="/settings/approval-policies">
                  <ShieldCheck aria-hidden className="size-4" />
                  Policies
                </Link>
              </Button>
            </>
          }
        />
      </div>
      <div className="flex min-h-0 flex-1">
        <div
          className={cx(
            'flex min-h-0 w-full flex-col border-line md:w-90 md:shrink-0 md:border-r',
            approvalId && 'max-md:hidden',
          )}
        >
          <Queue tab={tab} approvalId={approvalId} />
        </div>
        <div className={cx('flex min-h-0 min-w-0 flex-1 flex-col', !approvalId && 'max-md:hidden')}>
          <Outlet />
        </div>
      </div>
      {exporting ? <ExportDialog onClose={() => setExporting(false)} /> : null}
    </>
  )
}

function Queue({ tab, approvalId }: { tab: Tab; approvalId: string | undefined }) {
  const navigate = useNavigate()
  const isWide = useWide('48rem')
  const query = useInfiniteQuery(approvalsQuery(tab))
  const approvals = query.data?.pages.flatMap((page) => page.data)
  const open = (id: string, replace = false) =>
    void navigate({ to: '/approvals/$approvalId', params: { approvalId: id }, search: true, replace })
  const first = approvals?.[0]?.id
  // Beside an open list an empty pane says nothing: the first request opens by itself.
  useEffect(() => {
    if (isWide && !approvalId && first)
      void navigate({
        to: '/approvals/$approvalId',
        params: { approvalId: first },
        search: true,
        replace: true,
      })
  }, [isWide, approvalId, first, navigate])
  if (query.isError && !approvals) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  }
  if (!approvals) return <SkeletonRows />
  if (approvals.length === 0) return <NothingHere tab={tab} />
  return (
    <ApprovalList
      approvals={approvals}
      selected={approvalId}
      onOpen={(id) => open(id)}
      more={query.hasNextPage}
      onMore={() => void query.fetchNextPage()}
    />
  )
}

function NothingHere({ tab }: { tab: Tab }) {
  if (tab === 'mine') {
    return (
      <EmptyState icon={<PartyPopper />} title="Nothing waits for you">
        When somebody asks for your approval, it stands here and in your linked chats.
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={<ListChecks />} title={tab === 'all' ? 'Nothing waits' : 'Nothing decided yet'}>
      {tab === 'all'
        ? 'A post that needs approval stands here from the moment it is submitted.'
        : 'Every decision is kept here with who took it, where, and why.'}
    </EmptyState>
  )
}

function useFreshApprovals() {
  const queries = useQueryClient()
  useLiveEvents(['approval.*', 'post.*'], () => void queries.invalidateQueries({ queryKey: ['approvals'] }))
}

function useExportAction(may: boolean, onExport: () => void) {
  usePaletteActions(
    useMemo(
      () =>
        may
          ? [
              {
                id: 'approvals.export',
                label: 'Export decisions',
                group: 'Approvals',
                icon: <Download />,
                run: onExport,
              },
            ]
          : [],
      // The dialog is opened by a setter, which never changes.
      // oxlint-disable-next-line react-hooks/exhaustive-deps
      [may],
    ),
  )
}

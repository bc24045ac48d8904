import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Bookmark, BookmarkPlus, Link2, Star, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useMe } from '../../app/me.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Menu, MenuHeading, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { useToasts } from '../../ui/toast.tsx'
import type { DashboardSettings } from './dashboard-search.ts'
import { changeView, createView, deleteView, viewsQuery, type SavedView } from './dashboards-api.ts'
import { settingsOf } from './settings.ts'

export interface ViewsMenuProps {
  dashboardId: string
  settings: DashboardSettings
  views: readonly SavedView[]
  /** The one that is shown. */
  view: SavedView | undefined
  onOpen: (viewId: string) => void
}

/** Periods and filters under a name: opened, kept, made the first that one sees, sent on as a link. */
export function ViewsMenu({ dashboardId, settings, views, view, onOpen }: ViewsMenuProps) {
  const { memberId } = useMe()
  const [isSaving, setIsSaving] = useState(false)
  const toasts = useToasts()
  const { setDefault, remove } = useViewActs(dashboardId, onOpen)
  const copy = (id: string) =>
    navigator.clipboard.writeText(`${location.origin}/dashboard/${dashboardId}?view=${id}`).then(
      () => toasts.show({ title: 'The link is copied' }),
      () =>
        toasts.show({
          title: 'The link was not copied',
          detail: 'Copy it from the address bar.',
          tone: 'bad',
        }),
    )
  return (
    <>
      <Menu
        align="end"
        trigger={
          <Button look="quiet" icon={<Bookmark aria-hidden className="size-4" />}>
            {view?.name ?? 'Views'}
          </Button>
        }
      >
        {views.length > 0 ? <MenuHeading>Saved views</MenuHeading> : null}
        <MenuItem onSelect={() => onOpen('none')}>As the dashboard is</MenuItem>
        {views.map((one) => (
          <MenuItem
            key={one.id}
            icon={one.isDefault ? <Star aria-label="Seen first" /> : undefined}
            onSelect={() => onOpen(one.id)}
          >
            {one.isMine ? one.name : `${one.name} (${one.by})`}
          </MenuItem>
        ))}
        <MenuLine />
        {memberId ? (
          <MenuItem icon={<BookmarkPlus />} onSelect={() => setIsSaving(true)}>
            Save this view…
          </MenuItem>
        ) : null}
        {view ? (
          <MenuItem icon={<Link2 />} onSelect={() => void copy(view.id)}>
            Copy the link
          </MenuItem>
        ) : null}
        {view?.isMine && !view.isDefault ? (
          <MenuItem icon={<Star />} onSelect={() => setDefault(view)}>
            See it first
          </MenuItem>
        ) : null}
        {view?.isMine ? (
          <MenuItem icon={<Trash2 />} danger onSelect={() => remove(view)}>
            Delete {view.name}
          </MenuItem>
        ) : null}
      </Menu>
      {isSaving ? (
        <SaveViewDialog
          dashboardId={dashboardId}
          settings={settings}
          mine={views.filter((one) => one.isMine)}
          onClose={() => setIsSaving(false)}
          onSaved={onOpen}
        />
      ) : null}
    </>
  )
}

function useViewActs(dashboardId: string, onOpen: (id: string) => void) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const fresh = () => queries.invalidateQueries({ queryKey: viewsQuery(dashboardId).queryKey })
  const first = useMutation({
    mutationFn: ({ id, name, settings }: SavedView) =>
      changeView(dashboardId, id, { name, settings, isDefault: true }),
    meta: { failed: 'The view was not changed' },
    onSuccess({ name }) {
      toasts.show({ title: `You see ${name} first from now on`, tone: 'good' })
      return fresh()
    },
  })
  const again = useMutation({
    mutationFn: ({ name, settings, isDefault }: SavedView) =>
      createView(dashboardId, { name, settings, isDefault }),
    meta: { failed: 'The view is not back' },
    onSuccess: fresh,
  })
  const gone = useMutation({
    mutationFn: ({ id }: SavedView) => deleteView(dashboardId, id),
    meta: { failed: 'The view was not deleted' },
    onSuccess(view) {
      onOpen('none')
      toasts.show({ title: `${view.name} is deleted`, undo: () => again.mutate(view) })
      return fresh()
    },
  })
  return {
    setDefault: (view: SavedView) => first.mutate(view),
    remove: (view: SavedView) => gone.mutate(view),
  }
}

interface SaveViewDialogProps {
  dashboardId: string
  settings: DashboardSettings
  mine: readonly SavedView[]
  onClose: () => void
  onSaved: (viewId: string) => void
}

function SaveViewDialog({ dashboardId, settings, mine, onClose, onSaved }: SaveViewDialogProps) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const [name, setName] = useState('')
  const [isDefault, setIsDefault] = useState(false)
  const kept = settingsOf(settings)
  const same = mine.find((one) => one.name.toLowerCase() === name.trim().toLowerCase())
  const save = useMutation({
    mutationFn() {
      const input = {
        name: name.trim(),
        settings: kept ?? {},
        isDefault: isDefault || (same?.isDefault ?? false),
      }
      return same ? changeView(dashboardId, same.id, input) : createView(dashboardId, input)
    },
    meta: { quiet: true },
    async onSuccess(view) {
      await queries.invalidateQueries({ queryKey: viewsQuery(dashboardId).queryKey })
      toasts.show({ title: `${view.name} is saved`, tone: 'good' })
      onSaved(view.id)
      onClose()
    },
  })
  const isReady = name.trim() !== '' && kept !== undefined
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      width="sm"
      title="Save this view"
      description="The period, the comparison and the filters of now, under a name."
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button look="primary" busy={save.isPending} disabled={!isReady} onClick={() => save.mutate()}>
            {same ? 'Save over it' : 'Save'}
          </Button>
        </>
      }
    >
      <form
        noValidate
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady) save.mutate()
        }}
      >
        <Field label="Name">
          {({ required: _required, ...control }) => (
            <Input
              {...control}
              maxLength={80}
              placeholder="Instagram, this quarter"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Checkbox
          label="Show it to me first"
          checked={isDefault}
          onCheckedChange={(on) => setIsDefault(on === true)}
        />
        {save.error ? (
          <p role="alert" className="text-list text-bad">
            {causeOf(save.error)}
          </p>
        ) : null}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Dialog>
  )
}

import { Archive, Clock, Ellipsis, Tag, Trash2, UserPlus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { ContextItem, ContextLine, ContextMenu } from '../../ui/context-menu.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Input } from '../../ui/input.tsx'
import { Menu, MenuCheck, MenuHeading, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { Popover } from '../../ui/popover.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { Section } from './section.tsx'

const nothing = () => undefined

export function Floating() {
  const toasts = useToasts()
  const [open, setOpen] = useState<'dialog' | 'confirm' | 'page' | 'bottom'>()
  const [mute, setMute] = useState(true)
  const close = () => setOpen(undefined)
  return (
    <>
      <Section title="Menus">
        <Menu trigger={<IconButton label="More" icon={<Ellipsis />} />}>
          <MenuHeading>Conversation</MenuHeading>
          <MenuItem icon={<Archive />} keys="e" onSelect={nothing}>
            Resolve
          </MenuItem>
          <MenuItem icon={<Clock />} keys="s" onSelect={nothing}>
            Snooze
          </MenuItem>
          <MenuItem icon={<UserPlus />} keys="a" disabled onSelect={nothing}>
            Assign
          </MenuItem>
          <MenuCheck checked={mute} onChange={setMute}>
            Muted
          </MenuCheck>
          <MenuLine />
          <MenuItem icon={<Trash2 />} danger onSelect={nothing}>
            Delete
          </MenuItem>
        </Menu>
        <Popover trigger={<Button icon={<Tag className="size-4" />}>Label</Button>} label="Label">
          <Field label="New label">{(control) => <Input {...control} placeholder="refund" />}</Field>
        </Popover>
        <ContextMenu
          items={
            <>
              <ContextItem icon={<Archive />} keys="e" onSelect={nothing}>
                Resolve
              </ContextItem>
              <ContextLine />
              <ContextItem icon={<Trash2 />} danger onSelect={nothing}>
                Delete
              </ContextItem>
            </>
          }
        >
          <div className="rounded border border-dashed border-edge px-4 py-2 text-list text-muted">
            Right-click me
          </div>
        </ContextMenu>
      </Section>
      <Section title="Dialogs">
        <Button onClick={() => setOpen('dialog')}>Dialog</Button>
        <Button onClick={() => setOpen('confirm')}>Confirm</Button>
        <Button onClick={() => setOpen('page')}>Page sheet</Button>
        <Button onClick={() => setOpen('bottom')}>Bottom sheet</Button>
      </Section>
      <Section title="Messages">
        <Button
          onClick={() =>
            toasts.show({ title: 'Conversation resolved', undo: () => toasts.show({ title: 'Open again' }) })
          }
        >
          With undo
        </Button>
        <Button
          onClick={() =>
            toasts.show({
              tone: 'bad',
              title: 'The reply was not sent',
              detail: 'The 24-hour window has closed. Send a template, or wait for the customer to write.',
              action: { label: 'Templates', run: nothing },
            })
          }
        >
          Failed
        </Button>
        <Button onClick={() => toasts.show({ tone: 'good', title: 'Instagram is connected' })}>Good</Button>
      </Section>
      <Dialog
        open={open === 'dialog'}
        onOpenChange={close}
        title="Invite a colleague"
        description="They get an e-mail with a link that works for seven days."
        footer={
          <>
            <Button look="quiet" onClick={close}>
              Cancel
            </Button>
            <Button look="primary" onClick={close}>
              Send invitation
            </Button>
          </>
        }
      >
        <Field label="E-mail">{(control) => <Input {...control} type="email" />}</Field>
      </Dialog>
      <Confirm
        open={open === 'confirm'}
        onOpenChange={close}
        title="Disconnect Instagram?"
        act="Disconnect"
        danger
        onConfirm={close}
      >
        New messages stop coming in. What is in the inbox stays.
      </Confirm>
      <Sheet
        open={open === 'page' || open === 'bottom'}
        form={open === 'bottom' ? 'bottom' : 'page'}
        onOpenChange={close}
        title="Ana Horvat"
      >
        <p className="p-4 text-read text-muted">Who she is and what she wrote before.</p>
      </Sheet>
    </>
  )
}

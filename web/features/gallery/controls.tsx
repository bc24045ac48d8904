import { Archive, AtSign, LayoutList, PanelRight, Search, Send, StickyNote, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Badge, Count, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Chip } from '../../ui/chip.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Field } from '../../ui/field.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Input } from '../../ui/input.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Select } from '../../ui/select.tsx'
import { Switch } from '../../ui/switch.tsx'
import { TabPanel, Tabs } from '../../ui/tabs.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { Section } from './section.tsx'

const looks = ['primary', 'secondary', 'quiet', 'danger'] as const
const tones: Tone[] = ['plain', 'accent', 'good', 'warn', 'bad', 'info', 'note']
const zones = [
  { value: 'zagreb', label: 'Europe/Zagreb' },
  { value: 'lisbon', label: 'Europe/Lisbon' },
  { value: 'tokyo', label: 'Asia/Tokyo' },
] as const

export function Controls() {
  const [zone, setZone] = useState<(typeof zones)[number]['value'] | ''>('')
  const [mode, setMode] = useState<'reply' | 'note'>('reply')
  const [tab, setTab] = useState<'mine' | 'unassigned' | 'all'>('mine')
  return (
    <>
      <Section title="Buttons">
        {looks.map((look) => (
          <Button key={look} look={look} icon={look === 'danger' ? <Trash2 className="size-4" /> : undefined}>
            {look === 'danger' ? 'Delete post' : 'Resolve'}
          </Button>
        ))}
        <Button look="primary" disabled>
          Disabled
        </Button>
        <Button look="primary" busy>
          Sending
        </Button>
        <Button size="sm">Small</Button>
        <Button size="lg" look="primary" icon={<Send className="size-4" />}>
          Large
        </Button>
        <IconButton label="Archive" keys="e" icon={<Archive />} />
        <IconButton label="Context" pressed icon={<PanelRight />} />
        <Kbd keys="Mod+Shift+Enter" />
        <Kbd keys="g i" />
      </Section>
      <Section title="Fields">
        <div className="grid w-full gap-4 md:grid-cols-3">
          <Field label="Name" hint="As your team sees it">
            {(control) => <Input {...control} placeholder="Spring campaign" />}
          </Field>
          <Field label="Address" error="This address is used by another channel. Choose one of your own.">
            {(control) => <Input {...control} defaultValue="shop" icon={<AtSign />} />}
          </Field>
          <Field label="Zone">
            {(control) => (
              <Select
                {...control}
                value={zone}
                options={zones}
                placeholder="Choose a zone"
                onValueChange={setZone}
              />
            )}
          </Field>
          <Field label="Search">
            {(control) => <Input {...control} type="search" icon={<Search />} placeholder="Find" />}
          </Field>
          <Field label="Reply" aside={<span className="tabular text-meta text-faint">24/1000</span>}>
            {(control) => <Textarea {...control} defaultValue="Thank you, it is on its way." />}
          </Field>
          <div className="flex flex-col gap-3 pt-6">
            <CopyField label="Callback address" value="https://parley.example/webhooks/telegram/7f3a" />
            <Input disabled defaultValue="Disabled" aria-label="Disabled" />
          </div>
        </div>
      </Section>
      <Section title="Choices">
        <Checkbox label="Also first comments" defaultChecked />
        <Checkbox label="Some of them" checked="indeterminate" />
        <Checkbox label="None" hint="You can change this later" />
        <Switch label="Business hours" hint="Rules wait outside them" defaultChecked className="w-64" />
        <Switch label="Off" />
        <Segmented
          label="Kind"
          value={mode}
          onValueChange={setMode}
          segments={[
            { value: 'reply', label: 'Reply' },
            { value: 'note', label: 'Note' },
          ]}
        />
        <Segmented
          label="View"
          value="list"
          onValueChange={() => undefined}
          segments={[
            { value: 'list', label: <LayoutList />, name: 'List' },
            { value: 'notes', label: <StickyNote />, name: 'Notes' },
          ]}
        />
      </Section>
      <Section title="Badges, chips, counts">
        {tones.map((tone) => (
          <Badge key={tone} tone={tone}>
            {tone}
          </Badge>
        ))}
        <Chip onRemove={() => undefined} removeLabel="Remove label refund">
          refund
        </Chip>
        <Chip selected onClick={() => undefined}>
          Instagram
        </Chip>
        <Chip onClick={() => undefined}>Last 28 days</Chip>
        <Count value={12} label="unread" />
        <Count strong value={3} label="waiting" />
      </Section>
      <Tabs
        label="Queue"
        value={tab}
        onValueChange={setTab}
        tabs={[
          { value: 'mine', label: 'Mine', count: 4 },
          { value: 'unassigned', label: 'Unassigned', count: 17 },
          { value: 'all', label: 'All' },
        ]}
      >
        <TabPanel value={tab} className="p-4 text-list text-muted">
          Panel of {tab}
        </TabPanel>
      </Tabs>
    </>
  )
}

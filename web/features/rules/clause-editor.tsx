import type { Clause } from '#features/rules/schema.ts'
import { keywordModes } from '#features/rules/schema.ts'
import { authorKinds, statuses } from '#features/inbox/schema.ts'
import { ChannelMark } from '../../ui/channel-mark.tsx'
import { Field } from '../../ui/field.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Select } from '../../ui/select.tsx'
import { ChoiceList } from './choice-list.tsx'
import { HoursEditor } from './hours-editor.tsx'
import { RegexEditor } from './regex-editor.tsx'
import type { Names } from './use-names.ts'
import { WordInput } from './word-input.tsx'

export interface ClauseEditorProps<C extends Clause = Clause> {
  clause: C
  onChange: (clause: Clause) => void
  names: Names
  problem: string | undefined
}

const modeNames: Record<(typeof keywordModes)[number], string> = {
  any: 'has any of these words',
  all: 'has all of these words',
  exact: 'is exactly one of these',
  contains: 'contains one, even inside a word',
}
const authorNames: Record<(typeof authorKinds)[number], string> = {
  contact: 'the customer',
  member: 'a member of the team',
  rule: 'a rule',
  api_key: 'an app with an API key',
  native: 'us, in the platform’s own app',
  system: 'Parley itself',
}
const attachmentKinds = ['image', 'video', 'audio', 'file', 'sticker', 'location', 'share'] as const
const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1)
const named = <V extends string>(values: readonly V[]) =>
  values.map((value) => ({ value, label: capital(value) }))

export function ClauseEditor({ clause, onChange, names, problem }: ClauseEditorProps) {
  switch (clause.kind) {
    case 'keyword':
      return <KeywordEditor clause={clause} onChange={onChange} names={names} problem={problem} />
    case 'regex':
      return <RegexEditor clause={clause} onChange={onChange} />
    case 'hours':
      return <HoursEditor clause={clause} onChange={onChange} problem={problem} />
    case 'firstMessage':
      return <Told>True for the very first message that a person ever sends you, on any channel.</Told>
    case 'startedConversation':
      return <Told>True when the message starts a new conversation, or a resolved one is long past.</Told>
    case 'channel':
      return (
        <ChoiceList
          label="It came in on"
          options={names.channels.map(({ id, name, connector, connectorName }) => ({
            value: id,
            label: (
              <span className="inline-flex items-center gap-1.5">
                <ChannelMark connector={connector} name={connectorName} />
                {name}
              </span>
            ),
          }))}
          chosen={clause.ids}
          onChange={(ids) => onChange({ ...clause, ids })}
        />
      )
    case 'connector':
      return (
        <ChoiceList
          label="It came by"
          options={names.connectors.map(({ id, name }) => ({ value: id, label: name }))}
          chosen={clause.ids}
          onChange={(ids) => onChange({ ...clause, ids })}
        />
      )
    case 'author':
      return (
        <ChoiceList
          label="It was written by"
          options={authorKinds.map((value) => ({ value, label: capital(authorNames[value]) }))}
          chosen={clause.is}
          onChange={(is) => onChange({ ...clause, is })}
        />
      )
    case 'label':
      return (
        <Field label="The conversation has one of these labels" error={problem}>
          {(control) => (
            <WordInput
              id={control.id}
              label="Labels"
              words={clause.has}
              suggestions={names.labels}
              placeholder="Label"
              onChange={(has) => onChange({ ...clause, has })}
            />
          )}
        </Field>
      )
    case 'status':
      return (
        <ChoiceList
          label="The conversation is"
          options={named(statuses)}
          chosen={clause.is}
          onChange={(is) => onChange({ ...clause, is })}
        />
      )
    case 'assigned':
      return (
        <Segmented
          label="Owner"
          value={clause.is ? 'yes' : 'no'}
          segments={[
            { value: 'no', label: 'Nobody owns it' },
            { value: 'yes', label: 'Somebody does' },
          ]}
          onValueChange={(next) => onChange({ ...clause, is: next === 'yes' })}
          className="w-full"
        />
      )
    case 'story':
      return (
        <Segmented
          label="Story"
          value={clause.is}
          segments={[
            { value: 'mention', label: 'Mentions us' },
            { value: 'reply', label: 'Answers ours' },
            { value: 'any', label: 'Either' },
          ]}
          onValueChange={(is) => onChange({ ...clause, is })}
          className="w-full"
        />
      )
    case 'attachment':
      return (
        <>
          <ChoiceList
            label="It has one of these attached"
            options={named(attachmentKinds)}
            chosen={attachmentKinds.filter((one) => clause.kinds.includes(one))}
            onChange={(kinds) => onChange({ ...clause, kinds })}
          />
          <Told>Choose none, and anything counts.</Told>
        </>
      )
    case 'language':
      return (
        <Field
          label="The person’s language is one of"
          error={problem}
          hint="As the platform tells it: en, de, pt-BR. “pt” includes “pt-BR”."
        >
          {(control) => (
            <WordInput
              id={control.id}
              label="Languages"
              words={clause.codes}
              suggestions={[
                'en',
                'de',
                'es',
                'fr',
                'it',
                'pt',
                'nl',
                'pl',
                'tr',
                'uk',
                'ar',
                'hi',
                'ja',
                'ko',
                'zh',
              ]}
              placeholder="en"
              onChange={(codes) => onChange({ ...clause, codes })}
            />
          )}
        </Field>
      )
  }
}

const Told = ({ children }: { children: string }) => <p className="text-list text-muted">{children}</p>

function KeywordEditor({ clause, onChange, problem }: ClauseEditorProps<Clause & { kind: 'keyword' }>) {
  return (
    <>
      <Field label="The message">
        {(control) => (
          <Select
            {...control}
            value={clause.mode}
            options={keywordModes.map((value) => ({ value, label: modeNames[value] }))}
            onValueChange={(mode) => onChange({ ...clause, mode })}
          />
        )}
      </Field>
      <Field
        label="Words or phrases"
        error={problem}
        hint="Enter or a comma ends one. Capitals and accents do not matter."
      >
        {(control) => (
          <WordInput
            id={control.id}
            label="Words or phrases"
            words={clause.words}
            placeholder="opening hours"
            autoFocus
            invalid={problem !== undefined}
            onChange={(words) => onChange({ ...clause, words })}
          />
        )}
      </Field>
    </>
  )
}

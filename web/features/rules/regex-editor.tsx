import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Clause } from '#features/rules/schema.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { checkRegex, type RegexFault } from './regex-check.ts'

type RegexClause = Clause & { kind: 'regex' }

export function useRegexCheck({ pattern, ignoreCase }: Pick<RegexClause, 'pattern' | 'ignoreCase'>) {
  return useQuery({
    queryKey: ['rules', 'regex', pattern, ignoreCase],
    queryFn: () => checkRegex(pattern, ignoreCase),
    enabled: pattern !== '',
    staleTime: Infinity,
    gcTime: 30_000,
  }).data
}

export function RegexEditor({
  clause,
  onChange,
}: {
  clause: RegexClause
  onChange: (clause: Clause) => void
}) {
  const [sample, setSample] = useState('')
  const check = useRegexCheck(clause)
  const found = sample === '' ? undefined : check?.find(sample)
  return (
    <>
      <Field
        label="Pattern"
        error={check?.fault ? <Fault pattern={clause.pattern} fault={check.fault} /> : undefined}
        hint="\b is the edge of a word, \d a digit, | means or."
      >
        {(control) => (
          <Input
            {...control}
            autoFocus
            spellCheck={false}
            autoCapitalize="off"
            className="font-mono"
            maxLength={500}
            value={clause.pattern}
            onChange={({ target }) => onChange({ ...clause, pattern: target.value })}
          />
        )}
      </Field>
      <Checkbox
        label="Capitals do not matter"
        checked={clause.ignoreCase}
        onCheckedChange={(on) => onChange({ ...clause, ignoreCase: on === true })}
      />
      <Field label="Try it on a text">
        {(control) => (
          <Input
            {...control}
            value={sample}
            placeholder="Where is order 10432?"
            onChange={({ target }) => setSample(target.value)}
          />
        )}
      </Field>
      <output className="min-h-5 text-list break-words text-muted">
        {sample === '' || check?.fault ? null : found ? (
          <>
            Found: {sample.slice(0, found.from)}
            <mark className="rounded-sm bg-good-soft px-0.5 text-good">
              {sample.slice(found.from, found.to)}
            </mark>
            {sample.slice(found.to)}
          </>
        ) : (
          'Nothing in it fits.'
        )}
      </output>
    </>
  )
}

function Fault({ pattern, fault }: { pattern: string; fault: RegexFault }) {
  return (
    <>
      {fault.reason}{' '}
      <code className="font-mono break-all text-ink">
        {pattern.slice(0, fault.from)}
        <mark className="rounded-sm bg-bad-soft text-bad underline decoration-wavy">
          {pattern.slice(fault.from, fault.to)}
        </mark>
        {pattern.slice(fault.to)}
      </code>
    </>
  )
}

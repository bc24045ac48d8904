import type { Reply, ReplyPart } from '#contracts/reply.ts'
import type { ShownFigure } from './figure-list.tsx'

export interface SplitReply {
  finding: string
  figures: ShownFigure[]
  rest: Reply
}

const drawn = new Set<ReplyPart['kind']>(['chart', 'table', 'fields'])

/** A reply that answers with figures: what is shown large, and the rest. Others are undefined. */
export function splitReply(reply: Reply): SplitReply | undefined {
  const [first, ...others] = reply.parts
  if (first?.kind !== 'text' || (first.tone && first.tone !== 'normal')) return undefined
  if (!others.some(({ kind }) => drawn.has(kind)) || others.some(({ kind }) => kind === 'form'))
    return undefined
  const figures = others.flatMap((part) => (part.kind === 'fields' ? part.fields.map(figureOf) : []))
  return {
    finding: first.text,
    figures,
    rest: { ...reply, parts: others.filter(({ kind }) => kind !== 'fields') },
  }
}

/** "1,234 (+5 %) why" in its parts; a dash is not measured. */
function figureOf({ label, value }: { label: string; value: string }): ShownFigure {
  if (value.startsWith('–'))
    return { name: label, value: undefined, note: value.slice(1).trim() || undefined }
  const [, figure, change] = /^(.+?) \(([+−±][^)]*)\)$/.exec(value) ?? []
  return figure === undefined ? { name: label, value } : { name: label, value: figure, change }
}

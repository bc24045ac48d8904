import type { ChatInput } from '#contracts/surface.ts'

/** One act with all pictures, in the order in which they stand, and the words that one of them carries. */
export function mergeAlbum(parts: readonly ChatInput[]): ChatInput | undefined {
  const inOrder = parts.toSorted((a, b) => numberOf(a) - numberOf(b))
  const [first] = inOrder
  if (!first) return undefined
  const lines = inOrder.flatMap(({ act }) => (act.kind === 'line' ? [act] : []))
  const reply = lines.find((line) => line.reply)?.reply
  return {
    ...first,
    act: {
      kind: 'line',
      text: lines
        .map(({ text }) => text)
        .filter((text) => text !== '')
        .join('\n'),
      files: lines.flatMap(({ files }) => files ?? []),
      ...(reply ? { reply } : {}),
    },
  }
}

const numberOf = ({ handle }: ChatInput): number => Number(handle['message'] ?? 0)

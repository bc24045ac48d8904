import { expect, it } from 'vitest'
import { splitReply } from './reply-figures.ts'

it('shows the finding and the figures large, and leaves the rest as it is', () => {
  const table = { kind: 'table' as const, columns: ['', 'n'], rows: [] }
  const split = splitReply({
    parts: [
      { kind: 'text', text: 'Reach: 12,345.' },
      {
        kind: 'fields',
        fields: [
          { label: 'Reach', value: '12,345 (+12.3 %)' },
          { label: 'Likes', value: '7' },
          { label: 'Spend', value: '– Not measured.' },
        ],
      },
      table,
    ],
  })
  expect(split).toEqual({
    finding: 'Reach: 12,345.',
    figures: [
      { name: 'Reach', value: '12,345', change: '+12.3 %' },
      { name: 'Likes', value: '7' },
      { name: 'Spend', value: undefined, note: 'Not measured.' },
    ],
    rest: { parts: [table] },
  })
})

it('lets other replies be', () => {
  expect(splitReply({ parts: [{ kind: 'text', text: 'Done' }] })).toBeUndefined()
  expect(splitReply({ parts: [{ kind: 'heading', text: 'Help' }] })).toBeUndefined()
})

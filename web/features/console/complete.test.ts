import { describe, expect, it } from 'vitest'
import { commandOf, complete, historyAt } from './complete.ts'

const commands = [
  { name: 'resolve', summary: 'Resolve it', order: ['conversation'], examples: [] },
  { name: 'reply', summary: 'Answer', order: ['conversation', 'text'], examples: [] },
  { name: 'help', summary: 'What there is', order: [], examples: [] },
]

describe('completion', () => {
  it('offers names that begin with the word, with a space where arguments follow', () => {
    expect(complete(commands, 're').map((one) => one.line)).toEqual(['reply ', 'resolve '])
    expect(complete(commands, 'HE').map((one) => one.line)).toEqual(['help'])
  })

  it('keeps quiet once the arguments begin, and on an empty line', () => {
    expect(complete(commands, 'reply 1')).toEqual([])
    expect(complete(commands, '  ')).toEqual([])
    expect(commandOf(commands, 'reply 12 hello')?.name).toBe('reply')
  })

  it('stops at both ends of the history', () => {
    expect(historyAt(['b', 'a'], -1, 1)).toBe(0)
    expect(historyAt(['b', 'a'], 1, 1)).toBe(1)
    expect(historyAt(['b', 'a'], 0, -1)).toBe(-1)
    expect(historyAt([], -1, 1)).toBe(-1)
  })
})

import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { textReply } from '#contracts/reply.ts'
import { parseArguments, parseLine } from './parse-line.ts'

const note = defineCommand({
  name: 'note',
  summary: '',
  scope: undefined,
  args: z.object({ conversation: z.string(), text: z.string() }),
  order: ['conversation', 'text'],
  examples: [],
  run: async () => textReply(''),
})
const commands = new Map([['note', note]])

test('the name of a command, whatever its case, with or without a slash', () => {
  for (const line of ['note 12 hi', ' /note  12   hi ', 'NOTE 12 hi']) {
    expect(parseLine(commands, line)).toEqual({
      kind: 'command',
      command: note,
      args: { conversation: '12', text: 'hi' },
    })
  }
  expect(parseLine(commands, '  ')).toEqual({ kind: 'empty' })
  expect(parseLine(commands, 'nope 1')).toEqual({ kind: 'unknown', word: 'nope', rest: '1' })
})

describe('arguments', () => {
  const parse = (text: string) => parseArguments(['who', 'when', 'text'], text)
  test.each([
    ['mia now hello there', { who: 'mia', when: 'now', text: 'hello there' }],
    ['"Mia Meier" now hi', { who: 'Mia Meier', when: 'now', text: 'hi' }],
    ['“Mia Meier” now „all of it“', { who: 'Mia Meier', when: 'now', text: 'all of it' }],
    ['when:now mia hi', { when: 'now', who: 'mia', text: 'hi' }],
    ['who:"Mia Meier" When: now text:hi you', { who: 'Mia Meier', when: 'now', text: 'hi you' }],
    ['mia', { who: 'mia' }],
    ['', {}],
    ['mia now don\'t do that, it\'s "bad"', { who: 'mia', when: 'now', text: 'don\'t do that, it\'s "bad"' }],
    [
      'mia now see https://example.com: fine',
      { who: 'mia', when: 'now', text: 'see https://example.com: fine' },
    ],
    ['mia now two\nlines  kept', { who: 'mia', when: 'now', text: 'two\nlines  kept' }],
    ['mia now price: 5', { who: 'mia', when: 'now', text: 'price: 5' }],
    ['"unclosed now hi', { who: '"unclosed', when: 'now', text: 'hi' }],
    ['__proto__ now hi', { who: '__proto__', when: 'now', text: 'hi' }],
  ])('%s', (text, args) => {
    expect(parse(text)).toEqual(args)
  })

  test('what has no place in the line may be named', () => {
    const parseNamed = (text: string) => parseArguments(['where', 'text'], text, ['where', 'text', 'at'])
    expect(parseNamed('x at:"tomorrow 9am" Hello you')).toEqual({
      where: 'x',
      at: 'tomorrow 9am',
      text: 'Hello you',
    })
    expect(parseNamed('x Look at: this')).toEqual({ where: 'x', text: 'Look at: this' })
  })

  test('a command without arguments takes none', () => {
    expect(parseArguments([], 'any thing')).toEqual({})
  })
})

import { useQuery } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import { runCommand, runLine, type Reply, type ReplyCommand, type Working } from '../console/console-api.ts'
import { useOpenRequests } from '../console/use-open-requests.ts'
import { catalogueQuery, type MetricView } from './ask-api.ts'
import { parseAskSearch } from './ask-search.ts'
import { questionWords } from './question-words.ts'

export interface Turn {
  id: number
  /** What was asked, as the reader said it. */
  words: string
  /** How far it is, where it takes a while. */
  working?: Working | undefined
  reply?: Reply
  error?: unknown
  again: () => void
}

/** Questions in words with their answers. The console remembers what was said, so that a follow-up may be short. */
export function useThread() {
  const { data: catalogue } = useQuery(catalogueQuery)
  const [turns, setTurns] = useState<readonly Turn[]>([])
  const [busy, setBusy] = useState(false)
  const nextId = useRef(1)

  const whileHere = useOpenRequests()

  const run = useCallback(
    (words: string, ask: (settle: (result: Partial<Turn>) => void) => Promise<Reply>) => {
      const id = nextId.current++
      const settle = (result: Partial<Turn>) =>
        setTurns((old) => old.map((turn) => (turn.id === id ? { ...turn, ...result } : turn)))
      const go = () => {
        setBusy(true)
        settle({ working: undefined, error: undefined })
        ask(settle)
          .then(
            (reply) => settle({ reply, error: undefined }),
            (error: unknown) => settle({ error }),
          )
          .finally(() => setBusy(false))
      }
      setTurns((old) => [...old, { id, words, again: go }])
      go()
    },
    [],
  )

  return {
    turns,
    busy,
    ask: (line: string) =>
      run(line, (settle) => whileHere((signal) => runLine(line, (working) => settle({ working }), signal))),
    press: ({ name, args }: ReplyCommand) =>
      run(pressWords(name, args, catalogue), () => runCommand(name, args)),
  }
}

function pressWords(name: string, args: Record<string, string>, catalogue?: readonly MetricView[]): string {
  const words = questionWords(parseAskSearch(args), catalogue)
  if (name === 'ask') return words
  // Ids and rules of a repetition are no words for people.
  return name === 'ask-file' ? `${words}, as a file` : name.replaceAll('-', ' ')
}

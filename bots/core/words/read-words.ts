import { refuse, type Meaning, type Said, type World } from './meaning.ts'
import { readAlert } from './reads/read-alert.ts'
import { readCohorts, readDefine, readFunnel, readMetrics } from './reads/read-analysis.ts'
import { readApproval, readVerdictAgain } from './reads/read-approval.ts'
import { inheritedAsk, readAsk } from './reads/read-ask.ts'
import { readAssign, readCareAgain, readResolve, readSnooze } from './reads/read-care.ts'
import { readDraft, readDraftAgain } from './reads/read-draft.ts'
import { readForecast } from './reads/read-forecast.ts'
import { readInbox, readInboxAgain } from './reads/read-inbox.ts'
import { readQueue, readQueueAgain } from './reads/read-queue.ts'
import { readNote, readReply } from './reads/read-reply.ts'
import { readReport, readReportAgain } from './reads/read-report.ts'
import { readHelp, readPrediction, readSecret, readStatus } from './reads/read-rest.ts'
import { readSchedule } from './reads/read-schedule.ts'
import { openScene, type Reader, type Scene } from './scene.ts'

export type { Meaning, Said, World } from './meaning.ts'

/** A question that goes on from the one before comes before lists and queues, which read the same fragments. */
const readAskAgain: Reader = (scene) => (inheritedAsk(scene) ? readAsk(scene) : undefined)

/** Longer than anybody words a command; only a text is that long. */
const mostLetters = 1500

function readTooLong({ said }: Scene): Meaning | undefined {
  return said.text.length > mostLetters ? refuse('not_a_command') : undefined
}

/**
 * Who is asked first matters where words fit two commands: what carries a text comes first, so that nothing inside
 * the text is read; a question comes last, since almost any word can be part of one.
 */
const readers: readonly Reader[] = [
  readDefine,
  readDraft,
  readNote,
  readReply,
  readTooLong,
  readAlert,
  readReport,
  readForecast,
  readFunnel,
  readCohorts,
  readMetrics,
  readApproval,
  readSecret,
  readSnooze,
  readSchedule,
  readResolve,
  readAssign,
  readVerdictAgain,
  readCareAgain,
  readReportAgain,
  readQueueAgain,
  readInboxAgain,
  readAskAgain,
  readStatus,
  readHelp,
  readQueue,
  readInbox,
  readPrediction,
  readAsk,
  readDraftAgain,
]

/**
 * What somebody typed to the bot, as a typed command: no model, no I/O. Words that could mean several things come
 * back as a question; words that nobody here can act on, as a refusal.
 *
 * @example readWords(world, { text: 'give 1194 to priya' })
 * // { kind: 'command', command: 'inbox.assign', args: { conversation: '1194', member: 'priya' } }
 */
export function readWords(world: World, said: Said): Meaning {
  const scene: Scene = openScene(world, said)
  for (const read of readers) {
    const meaning = read(scene)
    if (meaning) return meaning
  }
  return refuse('not_a_command')
}

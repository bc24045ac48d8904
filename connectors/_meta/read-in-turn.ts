import type { ConnectorError } from '#contracts/connector.ts'
import type { AccountRead, Figure, MeasuredPost, MeasureFailure, PostsRead } from '#contracts/metrics.ts'
import { failureOf, type Source } from '../_figures/source.ts'
import { askAll, isHidden, makeRefusals, type Question, type Refusals } from './ask-apart.ts'

/** One post after the other: Meta has figures per object only. Throws only when nothing could be read. */
export async function readInTurn(
  posts: readonly MeasuredPost[],
  singles: number,
  questionsFor: (post: MeasuredPost) => Array<Question<Figure>>,
): Promise<PostsRead> {
  const refusals = makeRefusals(singles)
  const read: PostsRead = { posts: [], gone: [], failed: [] }
  const asked: Source[] = []
  let trouble: ConnectorError | undefined
  for (const post of posts) {
    const { externalId } = post
    const questions = questionsFor(post).filter(({ sources }) => sources.length > 0)
    const sources = questions.flatMap((question) => question.sources)
    if (sources.length === 0) continue
    asked.push(...sources)
    const { figures, refused, stop } = await askAll(refusals, questions)
    if (figures.length === 0 && refused.size > 1 && refused.size === rawsOf(sources).size) {
      trouble ??= [...refused.values()][0]
      if (trouble?.kind === 'permission') break
      // It refuses everything: a matter of this post, which must not speak against the metrics.
      for (const raw of refused.keys()) refusals.of.delete(raw)
      continue
    }
    if (stop?.kind === 'not_found' && figures.length === 0) {
      read.gone.push(externalId)
      continue
    }
    if (figures.length > 0 || !stop || isOfPost(stop)) read.posts.push({ externalId, figures })
    if (!stop || isOfPost(stop)) continue
    trouble = stop
    read.failed.push(...failuresOf(sources, () => stop))
    break
  }
  if (trouble && read.posts.length === 0 && read.gone.length === 0) throw trouble
  return { ...read, failed: withRefused(read.failed, asked, refusals) }
}

/** What stopped us ends with this post. */
const isOfPost = (error: ConnectorError) => error.kind === 'not_found' || isHidden(error)

const rawsOf = (sources: readonly Source[]) => new Set(sources.map(({ raw }) => raw))

/** The account as a whole. Throws only when nothing could be read. */
export async function readAccountInTurn(
  singles: number,
  questions: ReadonlyArray<Question<AccountRead['figures'][number]>>,
): Promise<AccountRead> {
  const refusals = makeRefusals(singles)
  const { figures, stop } = await askAll(refusals, questions)
  if (stop && figures.length === 0) throw stop
  const sources = questions.flatMap((question) => question.sources)
  const read = new Set(figures.map(({ raw }) => raw))
  const failed = stop
    ? failuresOf(
        sources.filter(({ raw }) => !read.has(raw)),
        () => stop,
      )
    : []
  return { figures, failed: withRefused(failed, sources, refusals) }
}

const withRefused = (failed: MeasureFailure[], sources: Source[], { of }: Refusals): MeasureFailure[] => [
  ...failuresOf(sources, ({ raw }) => of.get(raw)),
  ...failed.filter(({ raw }) => !of.has(raw)),
]

/** Each source once. */
function failuresOf(
  sources: readonly Source[],
  errorOf: (source: Source) => ConnectorError | undefined,
): MeasureFailure[] {
  const byRaw = new Map(sources.map((source) => [source.raw, source]))
  return [...byRaw.values()].flatMap((source) => {
    const error = errorOf(source)
    return error ? [failureOf(source, error)] : []
  })
}

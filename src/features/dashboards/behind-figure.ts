import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { invalid, notFound } from '#kernel/errors.ts'
import { quietLine } from '#features/ask/index.ts'
import { formatValue } from '#features/charts/index.ts'
import { answerQuestion, metricNamed, periodWords, todayIn } from '#features/metrics/index.ts'
import type { Metric, Question } from '#features/metrics/index.ts'
import { getOrg } from '#features/orgs/index.ts'
import { behindInbox } from './behind-inbox.ts'
import { getDashboard } from './list-dashboards.ts'
import type { BehindQuery, BehindView } from './schema.ts'
import { settingsOf, widgetQuestion } from './widget-question.ts'

const mostRows = 25

/** The posts, conversations or accounts that a figure of a widget is made of. */
export async function behindFigure(
  ctx: Ctx,
  id: string,
  { widget: widgetId, metric, row, from, to, ...rest }: BehindQuery,
): Promise<BehindView> {
  requireScope(ctx, 'metrics:read')
  const widget = (await getDashboard(ctx, id)).widgets.find((one) => one.id === widgetId)
  if (!widget) throw notFound('widget')
  if (widget.kind !== 'question' || !widget.question.metrics.includes(metric))
    throw invalid('This widget does not show that figure.')
  const { timezone } = await getOrg(ctx)
  const { by, filters, period } = widgetQuestion(widget, settingsOf(rest), todayIn(timezone, ctx.clock.now()))
  const question: Question = {
    metrics: [metric],
    period: from !== undefined && to !== undefined ? { from, to } : period,
    ...(filters ? { filters } : {}),
  }
  const isRow = row !== undefined && row !== ''
  const asked = await metricNamed(ctx, metric)
  const ofInbox = inboxPart(asked)
  return ofInbox
    ? behindInbox(ctx, { question, metric: ofInbox.id, by: isRow ? by : undefined, row: row ?? '' })
    : behindContent(ctx, asked, isRow ? narrowed(question, by, row) : question)
}

/** A formula over the inbox stands on the conversations of its first part. */
function inboxPart(metric: Metric): Metric | undefined {
  if (metric.make.kind === 'inbox') return metric
  return metric.make.kind === 'formula'
    ? metric.make.leaves.find(({ make }) => make.kind === 'inbox')
    : undefined
}

const filterable = ['platform', 'account', 'format', 'label', 'post'] as const

function narrowed(question: Question, by: Question['by'], row: string): Question {
  const key = filterable.find((one) => one === by)
  // Of weekdays and hours all posts of the period are shown: a question cannot be narrowed to them.
  return key ? { ...question, filters: { ...question.filters, [key]: row } } : question
}

/** Figures of whole accounts have no posts behind them: then it is the accounts. */
async function behindContent(ctx: Ctx, { name, unit }: Metric, question: Question): Promise<BehindView> {
  const { basis } = (await answerQuestion(ctx, question)).metrics[0] ?? {}
  const ofAccounts = basis === 'accounts'
  const answer = await answerQuestion(ctx, {
    ...question,
    by: ofAccounts ? 'account' : 'post',
    top: mostRows,
  })
  return {
    title: `${name}, ${periodWords(question.period)}`,
    of: ofAccounts ? 'accounts' : 'posts',
    rows: answer.rows.map(({ key, label, path, figures }) => ({
      key,
      label,
      detail: formatValue(figures[0]?.value ?? null, unit),
      path: path ?? (ofAccounts ? `/posts?channel=${key}` : null),
    })),
    more: answer.more,
    quiet: quietLine(answer),
  }
}

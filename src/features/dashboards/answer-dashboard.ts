import type { Temporal } from 'temporal-polyfill'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { AppError } from '#kernel/errors.ts'
import { bestTimesReply, chartOf, findingOf, quietLine } from '#features/ask/index.ts'
import { bestTimes, todayIn } from '#features/metrics/index.ts'
import { getOrg } from '#features/orgs/index.ts'
import { answerSection } from '#features/reports/index.ts'
import { getDashboard } from './list-dashboards.ts'
import type { DashboardAnswer, Settings, Widget, WidgetAnswer } from './schema.ts'
import { widgetQuestion } from './widget-question.ts'

/** So many questions at a time: one dashboard must not take every connection from the inbox. */
const atOnce = 4

/** Half a year of posts says the same a minute later. */
const keptMs = 60_000

/** Every widget's answer of now, with the rights of who looks. One that cannot be answered fails alone. */
export async function answerDashboard(ctx: Ctx, id: string, settings: Settings): Promise<DashboardAnswer> {
  const { widgets, version } = await getDashboard(ctx, id)
  return { version, widgets: await answerWidgets(ctx, widgets, settings) }
}

export async function answerWidgets(
  ctx: Ctx,
  widgets: Widget[],
  settings: Settings,
): Promise<WidgetAnswer[]> {
  requireScope(ctx, 'metrics:read')
  const { timezone } = await getOrg(ctx)
  const today = todayIn(timezone, ctx.clock.now())
  const answers: WidgetAnswer[] = []
  const waiting = widgets.entries()
  const worker = async () => {
    // One iterator for all: each takes the next that nobody has begun.
    for (const [at, widget] of waiting) answers[at] = await answerAlone(ctx, widget, settings, today)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return answers
}

async function answerAlone(
  ctx: Ctx,
  widget: Widget,
  settings: Settings,
  today: Temporal.PlainDate,
): Promise<WidgetAnswer> {
  try {
    return widget.kind === 'question'
      ? await answered(ctx, widget, settings, today)
      : await timed(ctx, widget.id, settings)
  } catch (error) {
    if (error instanceof AppError && error.code !== 'internal') return failed(widget.id, error.message)
    ctx.log.error({ err: error, widget: widget.id }, 'a widget could not be answered')
    return failed(widget.id, 'This could not be worked out just now. The others can be trusted.')
  }
}

async function answered(
  ctx: Ctx,
  widget: Extract<Widget, { kind: 'question' }>,
  settings: Settings,
  today: Temporal.PlainDate,
): Promise<WidgetAnswer> {
  const question = widgetQuestion(widget, settings, today)
  const { answer, error } = await answerSection(ctx, widget.title, question)
  if (!answer) return failed(widget.id, error ?? 'It could not be answered.')
  return {
    id: widget.id,
    answer,
    finding: findingOf(answer),
    chart: widget.look === 'line' || widget.look === 'bar' ? (chartOf(answer) ?? null) : null,
    quiet: quietLine(answer),
    error: null,
  }
}

/** Best times look at half a year, whatever the period: fewer posts would say nothing. */
async function timed(ctx: Ctx, id: string, { filters }: Settings): Promise<WidgetAnswer> {
  const { account, platform } = filters ?? {}
  const asked = { ...(account ? { account } : {}), ...(platform ? { platform } : {}) }
  const times = await ctx.cache.get(`${ctx.orgId}:best-times:${JSON.stringify(asked)}`, keptMs, () =>
    bestTimes(ctx, asked),
  )
  const { parts } = bestTimesReply(times)
  const texts = parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []))
  const chart = parts.find((part) => part.kind === 'chart')?.chart ?? null
  return { id, answer: null, finding: texts[0] ?? '', chart, quiet: texts.at(-1) ?? '', error: null }
}

const failed = (id: string, error: string): WidgetAnswer => ({
  id,
  finding: '',
  answer: null,
  chart: null,
  quiet: '',
  error,
})

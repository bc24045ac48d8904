export { addPastFigures, addPastFollowers, countPastTalks } from './add-past.ts'
export type { PastAct, PastFigures } from './add-past.ts'
export { answerCached } from './answer-cached.ts'
export { cohorts } from './analysis/cohorts.ts'
export { forecast } from './analysis/forecast.ts'
export { funnel } from './analysis/funnel.ts'
export { unusualDays } from './analysis/unusual-days.ts'
export type {
  CohortsAnswer,
  ForecastAnswer,
  FunnelAnswer,
  FunnelRow,
  FunnelStep,
  UnusualDay,
} from './analysis/schema.ts'
export { answerQuestion } from './answer-question.ts'
export { bestTimes } from './best-times.ts'
export { catalogue, metricOf } from './catalogue.ts'
export { checkFormula } from './custom/check-formula.ts'
export { metricCalled, metricNamed, ownMetrics } from './custom/metrics-of.ts'
export { deleteOwnMetric, getOwnMetric, listOwnMetrics, saveOwnMetric } from './custom/own-metrics.ts'
export { ownId } from './custom/resolve-formula.ts'
export type { OwnMetricView } from './custom/schema.ts'
export { listMetrics } from './list-metrics.ts'
export type { Metric } from './catalogue.ts'
export { figuresChanged } from './figure-versions.ts'
export { instantsOf, periodWords, todayIn } from './periods.ts'
export { accountsOf } from './scope-of.ts'
export {
  dimensions,
  grains,
  metricIds,
  metricIdSchema,
  questionSchema,
  rollingNames,
  rollingQuestion,
} from './schema.ts'
export type {
  Answer,
  BestTimes,
  AnswerMetric,
  AnswerRow,
  Figure,
  Filters,
  MetricView,
  Period,
  MetricId,
  Question,
  RollingName,
  RollingQuestion,
} from './schema.ts'
export { questionOn, rollingPeriod } from './rolling.ts'

export { answerCached } from './answer-cached.ts'
export { answerQuestion } from './answer-question.ts'
export { bestTimes } from './best-times.ts'
export { catalogue, metricOf } from './catalogue.ts'
export type { Metric } from './catalogue.ts'
export { figuresChanged } from './figure-versions.ts'
export { instantsOf, periodWords, todayIn } from './periods.ts'
export { accountsOf } from './scope-of.ts'
export { dimensions, grains, metricIds, questionSchema, rollingNames, rollingQuestion } from './schema.ts'
export type {
  Answer,
  BestTimes,
  AnswerMetric,
  AnswerRow,
  Figure,
  MetricId,
  Question,
  RollingName,
  RollingQuestion,
} from './schema.ts'
export { questionOn, rollingPeriod } from './rolling.ts'

import { must } from '#kernel/assert.ts'
import { backtestRule } from '#features/rules/index.ts'
import { compileRule } from '../../src/features/rules/compile-rule.ts'
import { evaluate } from '../../src/features/rules/evaluate.ts'
import { prepareFacts, type Facts } from '../../src/features/rules/facts.ts'
import { ruleDefinition, type Condition } from '../../src/features/rules/schema.ts'
import { atMost, defineBench, percentile } from './bench.ts'
import { openApp } from './kit/open-app.ts'
import { sample } from './kit/sample.ts'
import { seeded } from './kit/seed.ts'

const tested = 100_000

/** Judging one message by many rules, and one rule by many messages. */
export const bench = defineBench({
  name: 'rules',
  unit: 'ms',
  async run(env) {
    const rules = Array.from({ length: 200 }, (_, n) => compileRule(ruleOf(n)))
    const judge = async () => {
      const facts = prepareFacts(factsOf())
      for (const rule of rules) evaluate(rule, facts)
    }
    const times = await sample(judge, { warm: 100, runs: 1_000 })

    const data = await seeded(env)
    const { ctxOf } = await openApp(env, data.database)
    const ctx = ctxOf(data.org.id, data.org.memberIds[0] ?? '')
    const backtests: number[] = []
    for (let n = 0; n < 3; n++) {
      const { looked, tookMs } = await backtestRule(ctx, { definition: ruleOf(1), limit: tested, days: 90 })
      if (!env.quick && looked !== tested) throw new Error(`Only ${looked} messages were there to look at`)
      backtests.push(tookMs / 1000)
    }
    return [
      atMost('200 rules on one event, p95', percentile(times, 0.95), 'ms', 5),
      atMost(
        'backtest over 100,000 messages',
        must(backtests.toSorted((a, b) => a - b)[1], 'middle one'),
        's',
        5,
      ),
    ]
  },
})

/** Words, a pattern and opening hours, as people combine them. */
function ruleOf(n: number) {
  const conditions: Condition[] = [
    { kind: 'keyword', mode: 'any', words: ['price', 'cost', `word${n}`, `phrase number ${n}`] },
    { kind: 'regex', pattern: `order\\s*#?${n}\\d{3,}`, ignoreCase: true },
    { kind: 'keyword', mode: 'contains', words: ['refund', `broken ${n}`] },
  ]
  return ruleDefinition.parse({
    name: `Rule ${n}`,
    when: {
      kind: 'all',
      of: [
        { kind: 'any', of: conditions },
        { kind: 'hours', weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '18:00', zone: 'Europe/Berlin' },
      ],
    },
    then: [{ kind: 'reply', text: 'Hi {firstName|there}, we look into it.' }],
  })
}

const factsOf = (): Facts => ({
  text: 'Hello, where is my order #1234567? I wrote last week already, and the price changed in between. Thanks!',
  channelId: '0190b8a0-0000-7000-8000-000000000000',
  connector: 'messenger',
  authorKind: 'contact',
  first: false,
  started: false,
  labels: ['vip'],
  status: 'open',
  assigned: false,
  story: null,
  attachmentKinds: [],
  locale: 'en_US',
  at: new Date('2026-11-20T10:30:00Z'),
})

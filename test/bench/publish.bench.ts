import { atLeast, atMost, defineBench, forOrientation, percentile } from './bench.ts'
import { openPublishDesk } from './kit/publish-desk.ts'

const minuteMs = 60_000

/**
 * From a post's time to its first byte at the platform, and how many go out in a second when many are due at once:
 * the whole engine, on three platforms that are a process of their own, by the platforms' clock.
 */
export const bench = defineBench({
  name: 'publish',
  unit: 'ms',
  async run(env) {
    const desk = await openPublishDesk(env)
    await desk.publish({ count: 120, everyMs: 20 })
    const count = env.quick ? 100 : 1_000
    const late = await desk.publish({ count, everyMs: minuteMs / 1_000 })
    const [p50, p99] = [percentile(late, 0.5), percentile(late, 0.99)]
    env.tell(
      `${count} due over ${count * 0.06} s: p50 ${p50} ms, p99 ${p99} ms, slowest ${Math.max(...late)} ms`,
    )
    const many = env.quick ? 300 : 1_000
    const burst = await desk.publish({ count: many, everyMs: 0 })
    const perSecond = (many * 1000) / Math.max(...burst)
    return [
      atMost('1,000 posts over a minute, slot → first byte at the platform, p50', p50, 'ms', 1_000),
      atMost('1,000 posts over a minute, slot → first byte at the platform, p99', p99, 'ms', 5_000),
      atLeast('posts through the whole engine, three platforms', perSecond, 'posts/s', 40),
      forOrientation('the last of 1,000 posts that were due at once', Math.max(...burst) / 1000, 's'),
    ]
  },
})

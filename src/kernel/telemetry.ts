import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** Seconds; from a cached read to a slow vendor. */
const defaultBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

export type Telemetry = ReturnType<typeof makeTelemetry>

/**
 * Figures for `/metrics`. Asking twice for a name gives the same metric. Labels are few and bounded: never
 * an id, an address or a text of a user.
 *
 * @example telemetry.counter('messages_in_total', 'Messages received', ['connector']).inc({ connector: 'telegram' })
 */
export function makeTelemetry(options: { processMetrics?: boolean } = {}) {
  const registry = new Registry()
  if (options.processMetrics ?? true) collectDefaultMetrics({ register: registry })

  function once<M>(name: string, kind: abstract new (...args: never[]) => M, make: () => M): M {
    const known: unknown = registry.getSingleMetric(name)
    if (known === undefined) return make()
    if (known instanceof kind) return known
    throw new Error(`The metric ${name} is already of another kind.`)
  }

  return {
    contentType: registry.contentType,
    counter: <L extends string>(name: string, help: string, labels: readonly L[] = []) =>
      once<Counter<L>>(
        name,
        Counter,
        () => new Counter({ name, help, labelNames: labels, registers: [registry] }),
      ),
    gauge: <L extends string>(name: string, help: string, labels: readonly L[] = []) =>
      once<Gauge<L>>(name, Gauge, () => new Gauge({ name, help, labelNames: labels, registers: [registry] })),
    /** `buckets` in seconds by default. */
    histogram: <L extends string>(
      name: string,
      help: string,
      labels: readonly L[] = [],
      buckets: readonly number[] = defaultBuckets,
    ) =>
      once<Histogram<L>>(
        name,
        Histogram,
        () => new Histogram({ name, help, labelNames: labels, buckets: [...buckets], registers: [registry] }),
      ),
    /** The exposition format of Prometheus. */
    text: () => registry.metrics(),
  }
}

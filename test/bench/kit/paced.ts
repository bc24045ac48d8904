import { setTimeout as wait } from 'node:timers/promises'

/**
 * Calls `send` at a fixed rate, whether earlier calls have ended or not; resolves when all have. `dueAt` is
 * when the call should have been made: latency is counted from it, so that waiting in line counts.
 */
export async function atRate(
  rate: number,
  seconds: number,
  send: (n: number, dueAt: number) => Promise<void>,
): Promise<void> {
  const startedAt = performance.now()
  const running: Array<Promise<void>> = []
  for (let n = 0; n < rate * seconds; n++) {
    const dueAt = startedAt + (n * 1000) / rate
    while (performance.now() < dueAt) await wait(1)
    running.push(send(n, dueAt))
  }
  await Promise.all(running)
}

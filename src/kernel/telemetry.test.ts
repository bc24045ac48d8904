import { expect, test } from 'vitest'
import { makeTelemetry } from './telemetry.ts'

test('shows what was counted, measured and set', async () => {
  const telemetry = makeTelemetry()
  telemetry.counter('messages_in_total', 'Messages received', ['connector']).inc({ connector: 'telegram' }, 2)
  telemetry.gauge('streams_open', 'Live streams').set(3)
  const seconds = telemetry.histogram('send_seconds', 'Time to send', ['connector'], [0.1, 1])
  seconds.observe({ connector: 'telegram' }, 0.5)
  const text = await telemetry.text()
  expect(text).toContain('# HELP messages_in_total Messages received')
  expect(text).toContain('messages_in_total{connector="telegram"} 2')
  expect(text).toContain('streams_open 3')
  expect(text).toContain('send_seconds_bucket{le="0.1",connector="telegram"} 0')
  expect(text).toContain('send_seconds_bucket{le="1",connector="telegram"} 1')
  expect(text).toContain('process_resident_memory_bytes')
  expect(telemetry.contentType).toContain('text/plain')
})

test('the same name is the same metric, of one kind, in one registry', async () => {
  const telemetry = makeTelemetry({ processMetrics: false })
  telemetry.counter('a_total', 'A').inc()
  telemetry.counter('a_total', 'A').inc()
  expect(await telemetry.text()).toContain('a_total 2')
  expect(() => telemetry.gauge('a_total', 'A')).toThrow('another kind')
  expect(await makeTelemetry({ processMetrics: false }).text()).not.toContain('a_total')
})

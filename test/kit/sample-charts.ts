import type { Chart } from '#contracts/chart.ts'

const days = (count: number) =>
  Array.from({ length: count }, (_, at) => new Date(Date.UTC(2026, 9, 1 + at)).toISOString().slice(0, 10))

export const reachChart: Chart = {
  kind: 'line',
  title: 'Reach in October',
  unit: 'count',
  x: days(6),
  series: [
    { name: 'Reach', values: [1200, 1500, null, 900, 2400, 2600] },
    { name: 'September', role: 'before', values: [1000, 1100, 1300, 1200, 1250, 900] },
  ],
  alt: 'Reach rose from 1,200 to 2,600 a day; on 3 October it was not measured.',
}

export const replyChart: Chart = {
  kind: 'bar',
  title: 'First reply by channel',
  unit: 'seconds',
  x: ['WhatsApp', 'Instagram', 'Web chat'],
  series: [{ name: 'Now', values: [700, 3900, null] }],
  alt: 'Instagram waits longest, 1 h 5 min.',
}

export const busyChart: Chart = {
  kind: 'heat',
  title: 'When customers write',
  unit: 'count',
  x: Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0')),
  y: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  series: [{ name: 'Messages', values: Array.from({ length: 168 }, (_, at) => (at === 5 ? null : at % 37)) }],
  alt: 'Most write between 9 and 17.',
}

/** Titles and names that somebody may have chosen to break what draws them. */
export const hostileTexts = [
  '<script>alert(1)</script><svg onload="x">',
  '"/><image href="file:///etc/passwd"/>&nbsp;&#0;]]>',
  'مرحبا بالعالم \u202egnp.exe',
  '👩‍👩‍👧‍👦 😀 日本語',
  'x'.repeat(10_000),
  'word '.repeat(2000),
  '\ud800 lone \udfff',
  'nul \0 and \u0007 bell\nline',
  '__proto__',
  'constructor',
  '{a|b}{c}',
  '',
]

import { expect, test } from 'vitest'
import { maySay } from './check-sentence.ts'

const results = `Reels is ahead with 1,234 engagements (34.1% of all). Engagements: 3,619, up 12.3% on 3,223 before.
| Account | Engagements |
| --- | --- |
| #12 Doors open | 15 |
1–21 Nov 2026 (Europe/Berlin) · compared with 11–31 Oct 2026 · read 21 Nov, 09:15 · n = 48 posts · 5 min 20 s
id 0197abc5-77aa-7bbb-8ccc-999999999999`
const asked = 'how did reels do in the last 30 days, did we get 9000 likes?\nask {"period":"last_14_days"}'
const may = (sentence: string) => maySay(sentence, { results, asked })

test.each([
  'Reels are ahead with 1,234 engagements.',
  'Reels lead with 34.1% of all.',
  'Reels führen mit 1.234 Interaktionen, 34,1 % von allen.',
  'Reels mènent avec 1 234 interactions.',
  'Engagement rose by 12.3 percent to 3,619.',
  'Nobody is ahead of reels.',
  'We answered within 5 min 20 s, and the post is approved.',
  'Post #12 got 15, and so did post 12.',
  'From 1 to 21 November 2026 there were 48 posts, by 9:15.',
  'In the last 30 days reels were ahead; the same in the last 14 days.',
  'You answered within 5 min 20 s.',
  'It got 1.234k? No: 1,234.',
])('may be said: %s', (sentence) => {
  expect(may(sentence)).toBe(true)
})

test.each([
  'Reels got 1,235 engagements.',
  'Engagement rose by 12.4%.',
  'Reels got 34.1 engagements.',
  'Engagement rose by 15%.',
  'That is 1.2k engagements.',
  'You got 9000 likes.',
  'You got 30 likes.',
  'You got 14 likes.',
  'There were 11 likes and 2026 shares.',
  'There were 12 likes.',
  'There were 77 likes.',
  'Since 2 November it is better.',
  'On 12 December it is better.',
  'In 2025 it was better.',
  'By 10:15 it was better.',
  'In the last 60 days reels were ahead.',
  'Engagement doubled.',
  'There were twelve hundred likes.',
  'Es waren zweihundert.',
  'Es waren fünfundzwanzig.',
  'It has ١٢ likes.',
  'It grew by ½.',
  'It grew by ⑮ and ７７.',
  'I have approved everything.',
  'Done: all posts are deleted.',
  'Ich habe alles freigegeben.',
  'He aprobado todo.',
  'J’ai tout approuvé.',
  'See https://evil.example/?q=1,234',
  'See evil.example for 1,234.',
  'See [here](x) <!channel>',
  '',
  'word '.repeat(200),
])('may not be said: %s', (sentence) => {
  expect(may(sentence)).toBe(false)
})

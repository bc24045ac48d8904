import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FileFacts } from '#features/media/index.ts'
import type { PostContent, Publisher } from '#contracts/publisher.ts'
import { bodyFor, canonical, formatFor, resolveContent, versionHash } from './content.ts'
import { renditionSpec } from './rendition-spec.ts'
import { postBody, postOverride, utmRules } from './schema.ts'
import type { PostBody } from './schema.ts'
import { withUtm } from './utm.ts'
import { wordDifference, wordsOf } from './word-difference.ts'

const content = fc.record<PostContent>({
  format: fc.constantFrom('text', 'image', 'carousel'),
  text: fc.string({ unit: 'binary', maxLength: 30 }),
  thread: fc.array(fc.string({ maxLength: 10 }), { maxLength: 3 }),
  link: fc.webUrl(),
  firstComment: fc.string({ minLength: 1, maxLength: 10 }),
  media: fc.array(
    fc.record({
      mediaId: fc.uuid(),
      hash: fc.string({ unit: fc.constantFrom('0', '7', 'a', 'f'), minLength: 8, maxLength: 8 }),
      kind: fc.constantFrom('image' as const, 'video' as const),
      mime: fc.constant('image/jpeg'),
      bytes: fc.nat(),
      width: fc.nat(),
      alt: fc.string({ maxLength: 10 }),
      part: fc.nat({ max: 3 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  options: fc.dictionary(fc.constantFrom('replies', 'quote'), fc.string({ maxLength: 5 })),
})
const targets = fc.uniqueArray(fc.record({ channelId: fc.uuid(), content }), {
  minLength: 1,
  maxLength: 4,
  selector: (target) => target.channelId,
})
const empty = postBody.parse({})

describe('the hash', () => {
  test('anything that readers see changes it', () => {
    const edits: Array<(one: PostContent, word: string) => PostContent> = [
      (one, word) => ({ ...one, text: one.text + word }),
      (one, word) => ({ ...one, thread: [...one.thread, word] }),
      (one, word) => ({ ...one, link: `${one.link ?? ''}${word}` }),
      (one, word) => ({ ...one, firstComment: `${one.firstComment ?? ''}${word}` }),
      (one) => ({ ...one, format: one.format === 'text' ? 'story' : 'text' }),
      (one, word) => ({
        ...one,
        options: { ...one.options, replies: `${one.options['replies'] ?? ''}${word}` },
      }),
      (one, word) => ({
        ...one,
        media: one.media.map((file, at) => (at === 0 ? { ...file, hash: file.hash + word } : file)),
      }),
      (one, word) => ({
        ...one,
        media: one.media.map((file, at) => (at === 0 ? { ...file, alt: file.alt + word } : file)),
      }),
      (one) => ({
        ...one,
        media: one.media.map((file, at) => (at === 0 ? { ...file, part: file.part + 1 } : file)),
      }),
      (one) => ({ ...one, media: one.media.slice(1) }),
    ]
    fc.assert(
      fc.property(
        targets,
        fc.nat(),
        fc.constantFrom(...edits),
        fc.string({ minLength: 1, maxLength: 3 }),
        (all, at, edit, word) => {
          const index = at % all.length
          const changed = all.map((target, place) =>
            place === index ? { ...target, content: edit(target.content, word) } : target,
          )
          expect(versionHash(empty, changed)).not.toBe(versionHash(empty, all))
        },
      ),
      { numRuns: 300 },
    )
  })

  test('where it goes changes it, too', () => {
    fc.assert(
      fc.property(targets, fc.uuid(), (all, other) => {
        const [first, ...rest] = all
        if (!first) return
        expect(versionHash(empty, rest)).not.toBe(versionHash(empty, all))
        expect(versionHash(empty, [{ ...first, channelId: other }, ...rest])).not.toBe(
          versionHash(empty, all),
        )
      }),
    )
  })

  test('nothing else does: order of accounts and keys, names of files, words that no account shows', () => {
    fc.assert(
      fc.property(targets, fc.string(), fc.uuid(), (all, words, mediaId) => {
        const same = all
          .map(({ channelId, content: one }) => ({
            channelId,
            content: {
              ...Object.fromEntries(Object.entries(one).reverse()),
              ...one,
              media: one.media.map((file) => ({ ...file, mediaId, bytes: 1, width: 2 })),
            },
          }))
          .reverse()
        expect(versionHash({ ...empty, text: words }, same)).toBe(versionHash(empty, all))
      }),
      { numRuns: 200 },
    )
  })

  test('a draft without accounts is known by its words', () => {
    expect(versionHash({ ...empty, text: 'a' }, [])).not.toBe(versionHash({ ...empty, text: 'b' }, []))
    expect(canonical({ b: 1, a: [{ d: 1, c: 2 }] })).toBe('{"a":[{"c":2,"d":1}],"b":1}')
  })
})

test('an override says only what differs: whatever is left out follows the shared words', () => {
  const body = fc.record({ text: fc.string(), link: fc.webUrl(), firstComment: fc.string() })
  const override = fc.record(
    { text: fc.string(), link: fc.option(fc.webUrl()), firstComment: fc.option(fc.string()) },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(body, override, (shared, own) => {
      const base: PostBody = { ...empty, ...shared }
      const merged = bodyFor(base, postOverride.parse(own))
      for (const field of ['text', 'link', 'firstComment'] as const) {
        const said = own[field]
        expect(merged[field]).toBe(said === undefined ? base[field] : said === null ? undefined : said)
      }
      expect(bodyFor(base, {})).toEqual(base)
    }),
  )
})

const publisher = (formats: Publisher['formats'][number]['id'][]): Publisher => ({
  platform: 'p',
  formats: formats.map((id) => ({ id, label: id })),
  limits: { asOf: '', textMax: 1, media: { min: 0, max: 1 } },
  check: () => [],
  countText: () => 0,
  plan: () => [],
  run: () => Promise.reject(new Error('never')),
  rate: { points: 1, perMs: 1 },
})

test.each([
  [['text', 'image', 'carousel', 'reel'], {}, ['image'], 'image'],
  [['text', 'image', 'carousel', 'reel'], {}, ['image', 'video'], 'carousel'],
  [['text', 'image'], {}, ['image', 'image'], 'image'],
  [['image', 'reel'], {}, ['video'], 'reel'],
  [['text', 'video', 'reel'], {}, ['video'], 'video'],
  [['text', 'video', 'reel'], { format: 'reel' }, ['video'], 'reel'],
  [['text'], { format: 'story' }, [], 'text'],
  [['text', 'link'], { link: 'https://a.example' }, [], 'link'],
  [['text', 'thread'], { thread: ['two'] }, ['image'], 'thread'],
  [['image'], {}, [], 'image'],
] as const)('formats %j with %j and %j: %s', (formats, body, kinds, expected) => {
  const parsed = postBody.parse(body)
  expect(
    formatFor(
      publisher([...formats]),
      parsed,
      kinds.map((kind) => ({ kind })),
    ),
  ).toBe(expected)
})

const file = (more: Partial<FileFacts>): FileFacts => ({
  mediaId: 'm',
  name: 'f',
  kind: 'image',
  mime: 'image/png',
  bytes: 1,
  width: 1,
  height: 1,
  seconds: null,
  hash: 'h',
  animated: false,
  alpha: false,
  alt: '',
  ...more,
})
const limits = (mimes: string[], maxWidth?: number) => ({
  asOf: '',
  textMax: 1,
  media: { min: 0, max: 1 },
  image: { mimes, maxBytes: 9, ...(maxWidth ? { maxWidth } : {}) },
})
test.each([
  [file({}), limits(['image/jpeg'], 1440), 'jpeg-1440-9'],
  [file({ alpha: true }), limits(['image/jpeg'], 1440), 'jpeg-1440-9'],
  [file({ alpha: true }), limits(['image/jpeg', 'image/png']), 'png-2048-9'],
  [file({ mime: 'image/jpeg' }), limits(['image/jpeg']), 'jpeg-2048-9'],
  [file({ animated: true, mime: 'image/gif' }), limits(['image/jpeg', 'image/gif']), undefined],
  [file({ animated: true, mime: 'image/gif' }), limits(['image/jpeg']), 'jpeg-2048-9'],
  [file({ kind: 'video', mime: 'video/mp4' }), limits(['image/jpeg']), undefined],
] as const)('which rendition: %#', (one, allowed, spec) => {
  expect(renditionSpec(one, allowed)).toBe(spec)
})

describe('links get their parameters', () => {
  const rules = utmRules.parse({
    enabled: true,
    source: '{platform}',
    campaign: 'Spring {label}',
    domains: ['shop.example'],
  })
  const tag = (text: string) => withUtm(text, rules, { platform: 'x', label: 'Sale' })
  test.each([
    [
      'See https://shop.example/a.',
      'See https://shop.example/a?utm_source=x&utm_medium=social&utm_campaign=spring-sale.',
    ],
    [
      '(https://www.shop.example/?q=1#top)',
      '(https://www.shop.example/?q=1&utm_source=x&utm_medium=social&utm_campaign=spring-sale#top)',
    ],
    ['https://other.example/a', 'https://other.example/a'],
    ['https://notshop.example/a', 'https://notshop.example/a'],
    [
      'https://shop.example/?utm_source=mail',
      'https://shop.example/?utm_source=mail&utm_medium=social&utm_campaign=spring-sale',
    ],
    ['no link, 10:30', 'no link, 10:30'],
  ])('%s', (text, expected) => expect(tag(text)).toBe(expected))

  test('and they are part of what is approved', () => {
    const body = postBody.parse({ text: 'https://shop.example/a' })
    const account = { channelId: 'c', name: 'n', publisher: publisher(['text']) }
    const book = { files: new Map(), renditions: new Map() }
    const made = (utm: typeof rules | undefined) =>
      resolveContent(body, account, book, { utm, number: 1, labels: ['Sale'] })
    expect(made(rules).text).toContain('utm_source=p')
    const hashOf = (one: PostContent) => versionHash(body, [{ channelId: 'c', content: one }])
    expect(hashOf(made(rules))).not.toBe(hashOf(made(undefined)))
    expect(made({ ...rules, enabled: false })).toEqual(made(undefined))
  })
})

describe('differences', () => {
  test('the parts are the two texts again', () => {
    const words = fc
      .array(fc.constantFrom('a', 'b', 'see', ' ', '\n', '😀'), { maxLength: 12 })
      .map((all) => all.join(''))
    fc.assert(
      fc.property(words, words, (old, now) => {
        const parts = wordDifference(old, now)
        const without = (kind: string) =>
          parts
            .filter((part) => part.kind !== kind)
            .map((part) => part.text)
            .join('')
        expect([without('added'), without('removed')]).toEqual([old, now])
        if (old === now) expect(parts.every((part) => part.kind === 'same')).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('in words', () => {
    expect(wordsOf(wordDifference('Come on Monday at 9', 'Come on Tuesday at 10 please'))).toBe(
      '“Monday” became “Tuesday”; “9” became “10 please”.',
    )
    expect(wordsOf(wordDifference('a b', 'a'))).toBe('“b” is gone.')
  })

  test('two long texts are compared as wholes, quickly', () => {
    const long = (word: string) => Array.from({ length: 20_000 }, (_, n) => `${word}${n}`).join(' ')
    expect(wordDifference(long('a'), long('b')).map((part) => part.kind)).toEqual(['removed', 'added'])
  })
})

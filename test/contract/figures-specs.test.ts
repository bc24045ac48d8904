/**
 * What we ask for figures is checked against the vendors' own descriptions: Meta's Graph API nodes and X's OpenAPI.
 * They are not part of this repository; SPECS_DIR names their folder.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Connector } from '#contracts/connector.ts'
import { must } from '#kernel/assert.ts'
import { connector as facebook } from '#connectors/facebook/index.ts'
import { connector as instagram } from '#connectors/instagram/index.ts'
import { connector as x } from '#connectors/x/index.ts'
import { answering, pointedAt } from './answering.ts'
import { atSandbox } from './at-sandbox.ts'

const specs = process.env['SPECS_DIR'] ?? join(import.meta.dirname, '../../../shared/specs')
const present = existsSync(join(specs, 'x/openapi.json'))
if (!present) console.log('No vendor specifications here (SPECS_DIR): requests are not checked against them')

const read = (path: string): unknown => JSON.parse(readFileSync(join(specs, path), 'utf8'))

/** Every question about figures, put to a vendor that knows nothing. */
async function askAll(connector: Connector, answer: (url: URL) => object): Promise<URL[]> {
  const at = await atSandbox(connector)
  const vendor = await answering((url) => Response.json(answer(url)))
  const io = pointedAt(await at.connect('specs'), vendor.url)
  const metrics = must(connector.metrics, 'metrics')
  const posts = [{ externalId: '1_2', format: 'reel', publishedAt: at.io.clock.now() }]
  await metrics.readPosts(io, { posts, skip: new Set() })
  await metrics.readAccount(io, { from: '2026-11-01', to: '2026-11-01', skip: new Set() })
  vendor.close()
  await at.close()
  return vendor.asked
}

interface Node {
  apis: Array<{ endpoint?: string; params: Array<{ name: string; type: string }> }>
  fields: Array<{ name: string }>
}
type Enums = Array<{ name: string; values: string[] }>

describe.runIf(present)('Meta', () => {
  const insightsOf = (node: string) =>
    must(
      (read(`meta/graph-nodes/${node}.json`) as Node).apis.find(({ endpoint }) => endpoint === 'insights'),
      `insights of ${node}`,
    ).params

  test.each([
    [instagram, 'IGMedia', 'IGUser'],
    [facebook, 'PagePost', 'Page'],
  ])(
    'insights are asked for with parameters and metrics of theirs',
    async (connector, postNode, accountNode) => {
      const asked = await askAll(connector, () => ({ data: [] }))
      const insights = asked.filter(({ pathname }) => pathname.endsWith('/insights'))
      expect(insights).toHaveLength(2)
      const enums = read('meta/graph-nodes/enum_types.json') as Enums
      for (const [index, node] of [postNode, accountNode].entries()) {
        const params = insightsOf(node)
        const query = must(insights[index], 'call').searchParams
        const names = [...query.keys()].filter((name) => name !== 'appsecret_proof')
        expect(params.map(({ name }) => name)).toEqual(expect.arrayContaining(names))
        for (const { name, type } of params) {
          const values = enums.find((one) => type.includes(one.name))?.values
          const ours = query.get(name)?.split(',') ?? []
          if (values) expect(values).toEqual(expect.arrayContaining(ours))
        }
      }
      const level = must(
        asked.find(({ searchParams }) => searchParams.get('fields') === 'followers_count'),
        'level',
      )
      expect(level.pathname).toMatch(/^\/v25\.0\/\d+$/)
      const { fields } = read(`meta/graph-nodes/${accountNode}.json`) as Node
      expect(fields.map(({ name }) => name)).toContain('followers_count')
    },
  )
})

interface OpenApi {
  paths: Record<string, { get: { parameters: Array<{ name?: string; schema?: { maxItems?: number } }> } }>
  components: {
    parameters: Record<string, { schema: { items: { enum: string[] } } }>
    schemas: Record<string, { properties: Record<string, unknown> }>
  }
}

describe.runIf(present)('X', () => {
  test('posts and the account are asked for with fields and counts of theirs', async () => {
    const { paths, components } = read('x/openapi.json') as OpenApi
    const asked = await askAll(x, ({ pathname }) => ({ data: pathname.endsWith('/me') ? {} : [] }))
    const [posts, , me] = asked.map(({ searchParams }) => searchParams)
    expect(asked.map(({ pathname }) => pathname)).toEqual(['/2/tweets', '/2/tweets', '/2/users/me'])
    const enumOf = (name: string) => components.parameters[name]?.schema.items.enum
    expect(enumOf('PostFieldsParameter')).toEqual(
      expect.arrayContaining(must(posts?.get('tweet.fields')?.split(','), 'tweet.fields')),
    )
    expect(enumOf('UserFieldsParameter')).toContain(me?.get('user.fields'))
    const ids = paths['/2/tweets']?.get.parameters.find(({ name }) => name === 'ids')
    expect(ids?.schema?.maxItems).toBe(x.metrics?.postsAtOnce)
    const known = Object.keys(components.schemas['PostPublicMetrics']?.properties ?? {})
    // The schema renamed retweets; docs and answers did not.
    for (const name of [
      'impression_count',
      'like_count',
      'reply_count',
      'quote_count',
      'bookmark_count',
      'repost_count',
    ])
      expect(known).toContain(name)
    expect(Object.keys(components.schemas['UserPublicMetrics']?.properties ?? {})).toContain(
      'followers_count',
    )
  })
})

import type { Sandbox, SandboxOptions } from '#contracts/sandbox.ts'
import { actAsCustomer } from './sandbox-act.ts'
import { answerGraph, instagramHost } from './sandbox-graph.ts'
import { wallOf } from './sandbox-wall.ts'
import { accountOf, makeWorld, tokenOf, type Flavour } from './sandbox-world.ts'

/** Meta's Graph API and webhooks, for as many accounts as there are handles. */
export function makeMetaSandbox(flavour: Flavour, options: SandboxOptions): Sandbox {
  const world = makeWorld(flavour, options)
  const { facebook, instagram } = world.app
  return {
    fetch: (request) => answerGraph(world, request),
    env: {
      META_GRAPH_URL: options.url,
      META_APP_ID: facebook.id,
      META_APP_SECRET: facebook.secret,
      META_VERIFY_TOKEN: world.verifyToken,
      ...(flavour === 'instagram'
        ? {
            INSTAGRAM_GRAPH_URL: options.url + instagramHost,
            INSTAGRAM_APP_ID: instagram.id,
            INSTAGRAM_APP_SECRET: instagram.secret,
          }
        : {}),
    },
    account(handle) {
      const externalId = accountOf(world, handle)
      world.names.set(externalId, handle.replace(/^page:/, ''))
      return { externalId, form: { token: tokenOf(world, externalId) } }
    },
    act: (action) => actAsCustomer(world, action),
    transcript: (account, person) => world.book.entries(account, person),
    fault: (fault) => world.faults.add(fault),
    creates: (account) => world.book.creates(account),
    ...(flavour === 'messenger'
      ? {}
      : {
          posts: (account) => wallOf(world, account).posts,
          count: (account, figures, of) => world.figures.set(account, figures, of),
        }),
    close() {
      world.deliveries.close()
      return Promise.resolve()
    },
  }
}

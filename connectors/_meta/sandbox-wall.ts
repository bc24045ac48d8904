import { deriveDigits } from '../_sandbox/keyed.ts'
import type { SandboxPost } from '#contracts/sandbox.ts'
import type { MetaWorld } from './sandbox-world.ts'

export interface Container {
  id: string
  kind: 'image' | 'video' | 'carousel' | 'story'
  caption: string
  media: SandboxPost['media']
  /** Questions until it is ready; a container that failed says so. */
  pendingFor: number
  failed: boolean
  publishedAs?: string
  /** Only a child of a carousel. */
  child: boolean
}

/** What stands on an account: uploads that nobody sees yet, and posts, newest first. */
export interface Wall {
  containers: Map<string, Container>
  photos: Map<string, { alt?: string; url?: string }>
  posts: SandboxPost[]
  videosPending: Map<string, number>
  made: number
}

export function wallOf(world: MetaWorld, account: string): Wall {
  const known = world.walls.get(account)
  if (known) return known
  const wall: Wall = {
    containers: new Map(),
    photos: new Map(),
    posts: [],
    videosPending: new Map(),
    made: 0,
  }
  world.walls.set(account, wall)
  return wall
}

export function newId(world: MetaWorld, account: string, what: string): string {
  const wall = wallOf(world, account)
  wall.made += 1
  return deriveDigits(world.options.secret, 17, what, account, String(wall.made))
}

const mostMade = 400
const longAgoMs = 30 * 86_400_000

/**
 * A post as its figures need it. One that an earlier life of this sandbox made is known by its id alone, and counts as
 * long out.
 */
export function measuredPost(world: MetaWorld, account: string, id: string, kinds: string[]) {
  const known = wallOf(world, account).posts.find((post) => post.id === id)
  if (known) return known
  const digits = id.split('_').at(-1) ?? id
  const isOurs = kinds.some((kind) =>
    Array.from({ length: mostMade }, (_, at) => String(at + 1)).some(
      (made) => deriveDigits(world.options.secret, 17, kind, account, made) === digits,
    ),
  )
  const at = new Date(world.options.clock.now().getTime() - longAgoMs).toISOString()
  return isOurs ? { at, format: 'video', comments: [] } : undefined
}

export function addPost(
  world: MetaWorld,
  account: string,
  post: Pick<SandboxPost, 'id' | 'format' | 'text' | 'media' | 'url'>,
): SandboxPost {
  const made: SandboxPost = {
    ...post,
    at: world.options.clock.now().toISOString(),
    receivedAt: Date.now(),
    comments: [],
  }
  wallOf(world, account).posts.unshift(made)
  return made
}

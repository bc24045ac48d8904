import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { errorText } from '#kernel/errors.ts'
import { approvalProgress, decide, listPolicies, savePolicy } from '#features/approvals/index.ts'
import { createSlot, listSlots, schedulePost } from '#features/calendar/index.ts'
import { listChannels } from '#features/channels/index.ts'
import { addToLibrary } from '#features/media/index.ts'
import { getOrg } from '#features/orgs/index.ts'
import { createPost, getPost, publishNow, submitPost } from '#features/posts/index.ts'
import type { PostView } from '#features/posts/index.ts'
import { connectDemoChats } from './connect-demo-chats.ts'
import { demoPosts } from './demo-posts.ts'
import type { DemoPost } from './demo-posts.ts'
import { readTeam } from './fill-demo.ts'

/** Chats, a policy, weekly slots, and posts in every state. May be repeated: what stands there stays as it is. */
export async function fillPosts(system: Ctx): Promise<void> {
  const team = await readTeam(system)
  const owner = must(team.get('me'), 'owner of the demo organisation')
  await connectDemoChats(team)
  await fillSlots(owner)
  const channels = new Map((await listChannels(owner)).map((one) => [one.connector, one.id]))
  const write = async (wanted: (post: DemoPost) => boolean) => {
    for (const [index, demo] of demoPosts.entries())
      if (wanted(demo)) await writePost(team, channels, demo, `demo-${index}`)
  }
  // Without a policy, what is submitted is approved.
  await write(({ fate }) => fate === 'published' || fate === 'scheduled')
  if ((await listPolicies(owner)).length === 0) await savePolicy(owner, policy)
  await write(({ fate }) => fate !== 'published' && fate !== 'scheduled')
}

const drawing = new URL('./draw-picture.ts', import.meta.url)
const policy: Parameters<typeof savePolicy>[1] = {
  name: 'Four eyes',
  definition: { stages: [{ name: 'Review', rule: 'any', roles: ['owner', 'admin', 'manager'] }] },
}

const weekly = [
  { weekday: 1, time: '09:00' },
  { weekday: 2, time: '17:30' },
  { weekday: 3, time: '09:00' },
  { weekday: 4, time: '17:30' },
  { weekday: 5, time: '09:00' },
  { weekday: 6, time: '11:00' },
]

async function fillSlots(owner: Ctx): Promise<void> {
  if ((await listSlots(owner)).length > 0) return
  const { timezone } = await getOrg(owner)
  for (const slot of weekly) await createSlot(owner, { ...slot, zone: timezone })
}

async function writePost(
  team: ReadonlyMap<string, Ctx>,
  channels: ReadonlyMap<string, string>,
  demo: DemoPost,
  act: string,
): Promise<void> {
  const author = must(team.get(demo.by), `demo member ${demo.by}`)
  const targets = demo.platforms.flatMap((platform) => channels.get(platform) ?? [])
  if (targets.length === 0) return
  const post = await createPost(author, {
    body: { text: demo.text, media: demo.picture ? [await pictureOf(author, demo.picture)] : [] },
    targets: targets.map((channelId) => ({ channelId })),
    labels: demo.labels,
    source: { act },
  })
  if (post.state !== 'draft' || post.preparing) return
  try {
    await carryOn(team, author, post, demo)
  } catch (error) {
    // One that cannot stand as it should stays a draft.
    author.log.warn({ reason: errorText(error), number: post.number }, 'a demo post stayed a draft')
  }
}

async function pictureOf(author: Ctx, { alt, colors }: NonNullable<DemoPost['picture']>) {
  const content = await author.aside.quick.run(drawing, colors)
  const { id } = await addToLibrary(author, { content, name: 'plant.jpg' })
  return { mediaId: id, alt }
}

async function carryOn(
  team: ReadonlyMap<string, Ctx>,
  author: Ctx,
  { id: postId }: PostView,
  { fate }: DemoPost,
): Promise<void> {
  if (fate === 'draft') return
  if (fate !== 'published') await schedulePost(author, { postId, when: { kind: 'next_free' } })
  await submitPost(author, { postId })
  if (fate === 'published') {
    const { timezone: zone } = await getOrg(author)
    await publishNow(author, { postId, zone })
  }
  if (fate === 'changes') await askForChanges(must(team.get('Mara Okafor'), 'Mara'), postId)
}

async function askForChanges(mara: Ctx, postId: string): Promise<void> {
  const approval = await approvalProgress(mara, 'post', postId)
  if (!approval) return
  const { hash } = await getPost(mara, { postId })
  const reason = 'We do not shout. Which plants, how much off, until when?'
  await decide(mara, { approvalId: approval.id, hash, decision: 'request_changes', reason })
}

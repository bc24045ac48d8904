import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { chooseChannel, connectSandbox, linkPerson } from '#features/chats/index.ts'

/** Whom the demo's members are in each chat; Dana is nobody's. */
const people: Record<string, string> = { Ana: 'me', Ben: 'Mara Okafor', Chris: 'Jonas Weber' }

/** Each chat's sandbox: #social for posts, #support for the inbox, and the team known there. */
export async function connectDemoChats(team: ReadonlyMap<string, Ctx>): Promise<void> {
  const owner = must(team.get('me'), 'owner')
  for (const surface of owner.surfaces.values()) {
    const chat = owner.sandbox?.chat(surface.id)
    if (!chat) continue
    const { id: workspaceId } = await connectSandbox(owner, { surface: surface.id })
    const workspace = chat.workspace('demo')
    if (surface.connect === 'deep_link') {
      // A group that is used by topic is not used as a whole.
      const { externalId: channel, name } = workspace
      await chooseChannel(owner, { workspaceId, channel, name, purposes: [] })
    }
    for (const { id: channel, name } of workspace.channels) {
      const isSupport = name.endsWith('support')
      const purposes = isSupport ? (['inbox'] as const) : (['approvals', 'publishing', 'alerts'] as const)
      await chooseChannel(owner, { workspaceId, channel, name, purposes: [...purposes] })
    }
    for (const person of workspace.people) {
      const member = team.get(people[person.name] ?? '')
      if (!member) continue
      const who = { surface: surface.id, sandbox: true, workspace: workspace.externalId }
      await linkPerson(member, { ...who, userId: person.id, userName: person.name }, 'in the demo')
    }
  }
}

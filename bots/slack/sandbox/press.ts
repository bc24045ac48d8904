import type { ChatSandboxResult } from '#contracts/chat-sandbox.ts'
import { invalid } from '#kernel/errors.ts'
import { responseUrl, result, trigger } from './actor.ts'
import type { Actor } from './actor.ts'
import type { Acknowledgement } from './deliveries.ts'
import { payloadOf } from './methods.ts'
import type { Block, Message, Person, Team } from './team.ts'

/** The address of the App Home, where people look at what waits for them. */
export const homeChannel = 'home'

const common = ({ world, team, person }: Actor) => ({
  team: { id: team.id, domain: team.handle },
  user: {
    id: person.id,
    username: person.name.toLowerCase(),
    name: person.name.toLowerCase(),
    team_id: team.id,
  },
  api_app_id: world.appId,
  token: 'sandbox',
  enterprise: null,
  is_enterprise_install: false,
})

/** A button, or a line of a menu, of a message or of the App Home. */
export async function press(
  actor: Actor,
  { message: id, button }: { message: string; button: string },
): Promise<ChatSandboxResult> {
  const { team, person, channel, deliveries } = actor
  const home = channel === homeChannel ? team.homes.get(person.id) : undefined
  const message = team.messages.find((one) => one.channel === channel && one.ts === id)
  const action = findAction(home?.blocks ?? message?.blocks ?? [], button)
  if (!action) throw invalid('There is no such button on this message.')
  const actions = [{ ...action, action_ts: actor.world.nextTs() }]
  const where = home
    ? { container: { type: 'view', view_id: home.id }, view: { ...home.view, id: home.id } }
    : message && pressedOn(actor, message)
  const acknowledged = await deliveries.interaction({
    type: 'block_actions',
    ...common(actor),
    trigger_id: trigger(actor),
    ...where,
    actions,
    state: { values: {} },
  })
  return result(acknowledged, acknowledged.ok ? undefined : 'Parley is not responding. Please try again.')
}

function pressedOn(actor: Actor, message: Message): Record<string, unknown> {
  const { team, channel } = actor
  const thread = message.thread === undefined ? {} : { thread_ts: message.thread }
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel,
      is_ephemeral: message.onlyUser !== undefined,
      ...thread,
    },
    channel: { id: channel, name: team.channels.find(({ id }) => id === channel)?.name ?? 'directmessage' },
    ...(message.onlyUser === undefined ? { message: payloadOf(team, message) } : {}),
    response_url: responseUrl(actor, message.thread),
  }
}

/** `id`, or `menu|option` for a line of a menu. */
function findAction(blocks: Block[], wanted: string): Record<string, unknown> | undefined {
  const [actionId, value] = wanted.split('|')
  for (const block of blocks) {
    if (block.type !== 'actions') continue
    const elements = block['elements'] as Array<
      Record<string, unknown> & { options?: Array<{ value: string }> }
    >
    for (const element of elements) {
      if (element['action_id'] !== actionId) continue
      const place = { block_id: block['block_id'] ?? 'b', action_id: actionId, type: element['type'] }
      if (value === undefined) return { ...place, text: element['text'] }
      const option = element.options?.find((one) => one.value === value)
      return option && { ...place, selected_option: option }
    }
  }
  return undefined
}

/** The form that stands open, with what was filled in over what stood there. */
export async function submit(actor: Actor, values: Record<string, string>): Promise<ChatSandboxResult> {
  const { team, person, deliveries } = actor
  const open = team.modals.get(person.id)
  if (!open) throw invalid('No form stands open.')
  const state: Record<string, unknown> = {}
  for (const block of open.blocks.filter(({ type }) => type === 'input')) {
    const element = block['element'] as Record<string, unknown> & { options?: Array<{ value: string }> }
    const id = String(block['block_id'])
    const initial =
      element['initial_value'] ?? (element['initial_option'] as { value?: string } | undefined)?.value
    const given = values[id.replace(/^f:/, '')] ?? initial
    if (given === undefined && block['optional'] !== true) {
      open.error = 'Please complete this required field.'
      return { acknowledgedMs: 0, error: open.error }
    }
    const type = element['type']
    const option = element.options?.find(({ value }) => value === given) ?? null
    state[id] = {
      [String(element['action_id'])]:
        type === 'static_select' ? { type, selected_option: option } : { type, value: given ?? null },
    }
  }
  const acknowledged = await deliveries.interaction({
    type: 'view_submission',
    ...common(actor),
    trigger_id: trigger(actor),
    view: {
      ...open.view,
      id: open.id,
      hash: open.hash,
      root_view_id: open.id,
      app_installed_team_id: team.id,
      state: { values: state },
    },
  })
  return afterSubmit(team, person, open, acknowledged)
}

function afterSubmit(
  team: Team,
  person: Person,
  open: { error?: string },
  acknowledged: Acknowledgement,
): ChatSandboxResult {
  if (!acknowledged.ok) {
    open.error = 'We had some trouble connecting. Try again?'
    return result(acknowledged, open.error)
  }
  const body = acknowledged.body as { response_action?: string; errors?: Record<string, string> } | undefined
  if (body?.response_action === 'errors') {
    open.error = Object.values(body.errors ?? {}).join(' ')
    return result(acknowledged, open.error)
  }
  team.modals.delete(person.id)
  return result(acknowledged)
}

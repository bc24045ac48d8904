import type { ChatButton } from '#contracts/surface.ts'
import type { SlackBlock, SlackButton, SlackSelect } from './blocks.ts'
import { plain } from './blocks.ts'
import { quietBlocks } from './draw-text.ts'
import { limits } from './limits.ts'
import { clean, cut, isBlank } from './text.ts'

/** More in one message would be a menu, not buttons. */
const mostButtons = 10

/** `<n>:p:<id>` runs at once, `<n>:a:<id>` asks first; the number keeps it unique within a message. */
const actionIdOf = (at: number, button: ChatButton): string =>
  'url' in button ? `${at}:url` : `${at}:${button.asks ? 'a' : 'p'}:${button.id}`

export interface PressedAction {
  id: string
  asks: boolean
}

/** Reads what `actionIdOf` wrote; undefined for a link, which only opened a page. */
export function readActionId(text: string): PressedAction | undefined {
  const [, kind, id] = /^\d+:(a|p):([\w-]+)$/.exec(text) ?? []
  return id === undefined ? undefined : { id, asks: kind === 'a' }
}

const isDrawable = (button: ChatButton): boolean =>
  'url' in button ? addressOf(button.url) !== undefined : button.id !== ''

/** As a browser would ask for it. */
function addressOf(typed: string): string | undefined {
  if (!URL.canParse(typed)) return undefined
  const { href, protocol } = new URL(typed)
  return /^https?:$/.test(protocol) && href.length <= limits.url ? href : undefined
}

/** The first ten as buttons, the next in a menu, links first among what is dropped. `from` numbers on. */
export function buttonBlocks(given: ChatButton[], from: number): SlackBlock[] {
  const buttons = given.filter(isDrawable)
  if (buttons.length === 0) return []
  const shown = buttons.slice(0, mostButtons)
  const rest = buttons.slice(mostButtons)
  const listed = rest.filter((button) => !('url' in button)).slice(0, limits.options)
  const dropped = given.length - shown.length - listed.length
  const elements: Array<SlackButton | SlackSelect> = shown.map((button, at) => drawButton(button, from + at))
  if (listed.length > 0) elements.push(drawMenu(listed, from + mostButtons))
  return [{ type: 'actions', elements }, ...(dropped > 0 ? quietBlocks(`… ${dropped} more in Parley`) : [])]
}

function drawButton(button: ChatButton, at: number): SlackButton {
  const common = {
    type: 'button' as const,
    action_id: actionIdOf(at, button),
    text: plain(labelOf(button, limits.buttonText)),
  }
  if ('url' in button) return { ...common, url: addressOf(button.url) ?? '' }
  return button.style ? { ...common, style: button.style } : common
}

const drawMenu = (buttons: ChatButton[], from: number): SlackSelect => ({
  type: 'static_select',
  action_id: `${from}:menu`,
  placeholder: plain('More…'),
  options: buttons.map((button, at) => ({
    text: plain(labelOf(button, limits.optionText)),
    value: actionIdOf(from + at, button),
  })),
})

function labelOf(button: ChatButton, max: number): string {
  const typed = clean(button.label).replaceAll(/\s+/g, ' ').trim()
  return isBlank(typed) ? 'Open' : cut(typed, max)
}

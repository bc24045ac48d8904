import type { ChatButton } from '#contracts/surface.ts'
import type { Button, Component, Select } from './components.ts'
import { customIdOf, menuId } from './custom-id.ts'
import { limits } from './limits.ts'
import { cut, flat, isBlank } from './text.ts'

/** How many components buttons may be, of all that a message has; and how long their words. */
export interface ButtonRoom {
  components: number
  label: number
  /** Ids that stand in the message already: a second one is refused. */
  ids: Set<string>
}

const mostInRows = 10
const besideMenu = 4

/** Rows of five; from the eleventh on, or where there is no room, those that run a command are in a menu. */
export function drawButtons(
  buttons: readonly ChatButton[],
  room: ButtonRoom,
): { rows: Component[]; left: number } {
  const drawn = buttons.flatMap((button) => {
    const one = drawButton(button, room)
    return one ? [one] : []
  })
  const inRows = rowsFor(drawn.length, room.components)
  const rows: Component[] = []
  for (let at = 0; at < inRows; at += limits.buttonsPerRow) {
    rows.push({ type: 1, components: drawn.slice(at, Math.min(inRows, at + limits.buttonsPerRow)) })
  }
  room.components -= inRows + rows.length
  const others = drawn.slice(inRows)
  const menu = others.length > 0 && room.components >= 2 ? drawMenu(others, room) : undefined
  if (menu) {
    rows.push({ type: 1, components: [menu] })
    room.components -= 2
  }
  return { rows, left: others.length - (menu?.options.length ?? 0) }
}

function rowsFor(count: number, components: number): number {
  const cost = (some: number) => some + Math.ceil(some / limits.buttonsPerRow)
  if (count <= mostInRows && cost(count) <= components) return count
  return Math.min(count, Math.max(0, Math.min(besideMenu, components - 3)))
}

const styles = { primary: 1, danger: 4 } as const

function drawButton(button: ChatButton, room: ButtonRoom): Button | undefined {
  const typed = flat(button.label)
  const label = isBlank(typed) ? 'Open' : cut(typed, room.label)
  if ('url' in button) {
    const fits = button.url.length <= limits.url && isAddress(button.url)
    return fits ? { type: 2, style: 5, label, url: button.url } : undefined
  }
  const id = customIdOf(button)
  if (id.length > limits.customId || room.ids.has(id)) return undefined
  room.ids.add(id)
  return { type: 2, style: button.style ? styles[button.style] : 2, label, custom_id: id }
}

function isAddress(text: string): boolean {
  if (!/^https?:\/\/\S+$/.test(text) || !URL.canParse(text)) return false
  return text.isWellFormed() && !text.includes('\u0000')
}

function drawMenu(buttons: Button[], room: ButtonRoom): Select | undefined {
  const options = buttons
    .flatMap((button) => (button.style === 5 ? [] : [{ label: button.label, value: button.custom_id }]))
    .slice(0, limits.options)
  if (options.length === 0) return undefined
  const customId = menuId(room.ids.size)
  room.ids.add(customId)
  return { type: 3, custom_id: customId, placeholder: 'More …', options }
}

const focusable = 'button:not([disabled]), a[href], textarea, [tabindex="0"]'

/** On a phone the panel is the whole screen, so Tab stays in it. */
export function keepFocusInside(event: KeyboardEvent, root: ShadowRoot, panel: HTMLElement): void {
  const stops = [...panel.querySelectorAll<HTMLElement>(focusable)].filter(
    (node) => node.offsetParent !== null,
  )
  const first = stops[0]
  const last = stops.at(-1)
  const at = root.activeElement
  if (event.shiftKey && at === first) {
    event.preventDefault()
    last?.focus()
  } else if (!event.shiftKey && at === last) {
    event.preventDefault()
    first?.focus()
  }
}

type Child = Node | string | undefined | false

/** An element with properties and children. Text goes in as text; there is no way to give HTML. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | boolean | ((event: never) => void) | undefined> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(name, value as EventListener)
    else if (value === true) node.setAttribute(name, '')
    else if (typeof value === 'string') node.setAttribute(name, value)
  }
  node.append(...children.filter((child) => child !== undefined && child !== false))
  return node
}

const svgSpace = 'http://www.w3.org/2000/svg'

/** A line icon of 24 × 24. */
export function icon(...paths: string[]): SVGElement {
  const svg = document.createElementNS(svgSpace, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  for (const d of paths) {
    const path = document.createElementNS(svgSpace, 'path')
    path.setAttribute('d', d)
    svg.append(path)
  }
  return svg
}

export const icons = {
  chat: () => icon('M21 12a8 8 0 0 1-8 8H4l2-3a8 8 0 1 1 15-5Z'),
  close: () => icon('M6 6l12 12', 'M18 6L6 18'),
  send: () => icon('M4 12h15', 'M13 6l6 6-6 6'),
  clip: () =>
    icon('M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7L9.3 17a1.7 1.7 0 0 1-2.4-2.4L14 7.5'),
  file: () => icon('M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8Z', 'M14 3v5h5'),
}

const address = /\bhttps?:\/\/[^\s<>"']+/gi

/** Text as nodes, with addresses as links. Anything but http and https stays text. */
export function textNodes(text: string): Node[] {
  const nodes: Node[] = []
  let from = 0
  for (const match of text.matchAll(address)) {
    const link = match[0].replace(/[).,;:!?\]]+$/, '')
    nodes.push(document.createTextNode(text.slice(from, match.index)))
    nodes.push(el('a', { href: link, target: '_blank', rel: 'noopener noreferrer nofollow' }, link))
    from = match.index + link.length
  }
  nodes.push(document.createTextNode(text.slice(from)))
  return nodes
}

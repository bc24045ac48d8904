import type { Api } from './api.ts'
import { makeComposer } from './composer.ts'
import { makeConversation } from './conversation.ts'
import { el, icons } from './dom.ts'
import { keepFocusInside } from './focus.ts'
import { linesOf } from './message-nodes.ts'
import { css, inkOn } from './style.ts'

const nearEndPx = 80
const offlineAfterMs = 1_500

/** Puts the bubble and its panel into the page, in a shadow root of their own. */
export function mountChat(api: Api): void {
  const host = el('div', { 'data-parley-chat': true })
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  root.adoptedStyleSheets = [sheet]

  let queued = false
  const conversation = makeConversation(api, () => {
    if (queued) return
    queued = true
    queueMicrotask(() => {
      queued = false
      render()
    })
  })
  const { state } = conversation
  const composer = makeComposer(api, conversation)

  const badge = el('span', { class: 'badge' })
  const launcher = el(
    'button',
    {
      class: 'launcher',
      type: 'button',
      'aria-haspopup': 'dialog',
      'aria-expanded': 'false',
      click: () => toggle(),
    },
    icons.chat(),
    badge,
  )
  const title = el('h2', { id: 'title' })
  const presence = el('p', { class: 'presence' })
  const bar = el('div', { class: 'bar', role: 'status' })
  const greeting = el('div', { class: 'greeting' })
  const earlier = el(
    'button',
    { class: 'earlier', type: 'button', click: () => void showEarlier() },
    'Earlier messages',
  )
  const log = el('div', { class: 'lines', role: 'log', 'aria-live': 'polite', 'aria-label': 'Messages' })
  const scroller = el('div', { class: 'scroller', tabindex: '0' }, earlier, greeting, log)
  const panel = el(
    'section',
    { class: 'panel', role: 'dialog', 'aria-labelledby': 'title', id: 'panel', hidden: true },
    el(
      'header',
      {},
      el('div', {}, title, presence),
      el(
        'button',
        { class: 'plain', type: 'button', 'aria-label': 'Close chat', click: () => toggle(false) },
        icons.close(),
      ),
    ),
    bar,
    scroller,
    composer.form,
  )
  root.append(panel, launcher)

  const shown = new Map<string, { signature: string; node: HTMLElement }>()
  let downSince: number | undefined

  function toggle(open = panel.hasAttribute('hidden')): void {
    panel.hidden = !open
    launcher.setAttribute('aria-expanded', String(open))
    root.host.toggleAttribute('data-open', open)
    look()
    if (!open) return launcher.focus()
    if (api.isKnown()) void conversation.start()
    render()
    scroller.scrollTop = scroller.scrollHeight
    composer.input.focus()
  }

  const look = () => conversation.setReading(!panel.hidden && document.visibilityState === 'visible')

  async function showEarlier(): Promise<void> {
    const fromEnd = scroller.scrollHeight - scroller.scrollTop
    await conversation.loadEarlier()
    render()
    scroller.scrollTop = scroller.scrollHeight - fromEnd
  }

  function render(): void {
    const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearEndPx
    const { settings } = state
    title.textContent = settings?.name ?? 'Chat'
    presence.textContent = settings?.online ? 'We are here now' : 'We answer as soon as we are back'
    greeting.textContent = settings?.greeting ?? ''
    greeting.hidden = !settings?.greeting || state.earlier !== null
    earlier.hidden = state.earlier === null
    renderLines()
    renderBar()
    const unread = conversation.unread()
    badge.textContent = unread > 9 ? '9+' : String(unread)
    badge.hidden = unread === 0
    const label = panel.hidden ? 'Open chat' : 'Close chat'
    launcher.setAttribute('aria-label', unread === 0 ? label : `${label}, ${unread} new`)
    if (atEnd) scroller.scrollTop = scroller.scrollHeight
  }

  /** Nodes that stay are not touched, so that a screen reader hears only what is new. */
  function renderLines(): void {
    const lines = linesOf(conversation, api)
    const keep = new Set(lines.map((line) => line.key))
    for (const [key, { node }] of shown) {
      if (keep.has(key)) continue
      node.remove()
      shown.delete(key)
    }
    lines.forEach((line, index) => {
      const known = shown.get(line.key)
      const node = known?.signature === line.signature ? known.node : line.make()
      if (known && known.node !== node) known.node.replaceWith(node)
      shown.set(line.key, { signature: line.signature, node })
      if (log.children[index] !== node) log.insertBefore(node, log.children[index] ?? null)
    })
  }

  function renderBar(): void {
    if (state.linkUp) downSince = undefined
    else downSince ??= Date.now()
    const isDown = downSince !== undefined && Date.now() - downSince >= offlineAfterMs
    if (downSince !== undefined && !isDown) setTimeout(render, offlineAfterMs)
    const told = isDown ? 'No connection. Trying again…' : (state.notice ?? closedNotice())
    if (bar.textContent !== told) bar.textContent = told
    bar.hidden = told === ''
  }

  const closedNotice = () =>
    state.settings?.open === false ? 'This chat is closed at the moment. Please try again later.' : ''

  root.addEventListener('keydown', (event) => {
    if (!(event instanceof KeyboardEvent)) return
    // The page's own shortcuts are not meant while somebody writes here.
    event.stopPropagation()
    if (event.key === 'Escape' && !panel.hidden) toggle(false)
    if (event.key === 'Tab' && matchMedia('(max-width: 480px)').matches) keepFocusInside(event, root, panel)
  })
  panel.addEventListener('dragover', (event) => event.preventDefault())
  panel.addEventListener('drop', (event) => {
    event.preventDefault()
    composer.addFiles([...(event.dataTransfer?.files ?? [])])
  })
  document.addEventListener('visibilitychange', look)

  conversation.loadSettings().then(
    () => {
      const accent = state.settings?.accent ?? '#0f766e'
      host.style.setProperty('--accent', accent)
      host.style.setProperty('--ink', inkOn(accent))
      render()
      document.body.append(host)
      if (api.isKnown()) void conversation.start()
    },
    // The chat does not open on this website, or is gone: then there is nothing to show.
    () => undefined,
  )
}

// Runs before the first paint, so that no page flashes in the wrong theme. Keys are shared with app/prefs.ts.
{
  const read = (key) => {
    try {
      return localStorage.getItem(`parley.${key}`)
    } catch {
      return null // storage is blocked: the usual choice is fine
    }
  }
  const theme = read('theme')
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  const { dataset } = document.documentElement
  dataset.theme = dark ? 'dark' : 'light'
  dataset.density = read('density') === 'cosy' ? 'cosy' : 'compact'
  dataset.rail = read('rail') === 'icons' ? 'icons' : 'full'
}

// What a screen reads is asked for before the app's scripts have run, but only after who reads it was answered: the live
// stream goes on from the position in that answer, so nothing may be older than it.
{
  const first = document.querySelector('link[data-next]')
  const next = () => {
    if (!first.dataset.next) return
    const link = Object.assign(document.createElement('link'), {
      rel: 'preload',
      as: 'fetch',
      crossOrigin: '',
    })
    link.href = first.dataset.next
    document.head.append(link)
  }
  if (first) {
    const [done] = performance.getEntriesByName(first.href)
    if (done?.responseStatus === 200) next()
    else first.addEventListener('load', next, { once: true })
  }
}

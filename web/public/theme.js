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

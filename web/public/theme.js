// Runs before the first paint, so that no page flashes in the wrong theme. Keys are shared with app/prefs.ts.
;(function () {
  var read = function (key) {
    try {
      return localStorage.getItem('parley.' + key)
    } catch (error) {
      return error && null // storage is blocked: the defaults are fine
    }
  }
  var theme = read('theme')
  var dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  var root = document.documentElement
  root.dataset.theme = dark ? 'dark' : 'light'
  root.dataset.density = read('density') === 'cosy' ? 'cosy' : 'compact'
  root.dataset.rail = read('rail') === 'icons' ? 'icons' : 'full'
})()

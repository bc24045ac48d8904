import '../ui/styles.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { createRouter, RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ToastProvider } from '../ui/toast.tsx'
import { createToasts } from '../ui/toasts.ts'
import { TooltipProvider } from '../ui/tooltip.tsx'
import { onSignedOut } from './api.ts'
import { createLive, LiveProvider } from './live.tsx'
import { followSystemTheme } from './prefs.ts'
import { createQueryClient } from './query-client.ts'
import { NotFound, routeTree, ScreenError } from './routes.ts'

const toasts = createToasts()
const queries = createQueryClient(toasts)
const live = createLive(queries)

const router = createRouter({
  routeTree,
  context: { queries, live },
  defaultPreload: 'intent',
  defaultPendingMs: 0,
  defaultPendingMinMs: 0,
  defaultErrorComponent: ScreenError,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

onSignedOut(() => {
  const isInside = router.state.matches.some((match) => match.routeId === '/shell')
  if (!isInside) return
  live.stop()
  queries.clear()
  void router.navigate({ to: '/sign-in', search: { from: router.state.location.href } })
})
followSystemTheme()
// From here on the app asks by itself; `first.js` would ask for the same once more.
document.querySelector('link[data-next]')?.removeAttribute('data-next')

const place = document.getElementById('root')
if (place) {
  createRoot(place).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <LiveProvider live={live}>
          <TooltipProvider>
            <ToastProvider toasts={toasts}>
              <RouterProvider router={router} />
            </ToastProvider>
          </TooltipProvider>
        </LiveProvider>
      </QueryClientProvider>
    </StrictMode>,
  )
}

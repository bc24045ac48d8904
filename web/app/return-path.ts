/** A way back after sign-in: only a path of ours, so that no link can lead a reader elsewhere. */
export function safeReturnPath(from: unknown): string {
  if (typeof from !== 'string' || !from.startsWith('/')) return '/'
  const url = URL.canParse(from, 'https://parley.invalid')
    ? new URL(from, 'https://parley.invalid')
    : undefined
  if (url?.origin !== 'https://parley.invalid' || url.pathname.startsWith('/sign-in')) return '/'
  return url.pathname + url.search + url.hash
}

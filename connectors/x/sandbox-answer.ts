export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  })

/** RFC 7807, as X answers. */
export const problem = (status: number, title: string, detail: string, type = 'about:blank'): Response =>
  json(status, { title, detail, type, status })

export const unauthorized = () => problem(401, 'Unauthorized', 'Unauthorized')
export const invalidRequest = (detail: string) => problem(400, 'Invalid Request', detail)
export const forbidden = (detail: string) => problem(403, 'Forbidden', detail)

import { createHmac } from 'node:crypto'

export interface Signed {
  body: string
  signature: string
}

/** What Meta would post when a customer writes, signed with the app's secret. Each with its own message id. */
export function signMessage(
  secret: string,
  page: string,
  message: { id: string; person: string; text: string; at?: number },
): Signed {
  const at = message.at ?? Date.now()
  const body = JSON.stringify({
    object: 'page',
    entry: [
      {
        id: page,
        time: at,
        messaging: [
          {
            sender: { id: message.person },
            recipient: { id: page },
            timestamp: at,
            message: { mid: message.id, text: message.text },
          },
        ],
      },
    ],
  })
  return { body, signature: `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` }
}

import { makeApi } from './api.ts'
import { mountChat } from './mount-chat.ts'

const script = document.currentScript

if (script instanceof HTMLScriptElement && script.dataset['channel']) {
  const { channel, userId, userHmac, userName, userEmail } = script.dataset
  const api = makeApi({
    origin: new URL(script.src).origin,
    channel,
    identity: {
      ...(userId ? { userId, hmac: userHmac ?? '' } : {}),
      ...(userName ? { name: userName } : {}),
      ...(userEmail ? { email: userEmail } : {}),
    },
  })
  if (document.body) mountChat(api)
  else document.addEventListener('DOMContentLoaded', () => mountChat(api), { once: true })
}

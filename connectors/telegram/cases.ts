import type { ConnectorCases } from '#contracts/connector-cases.ts'

const account = '7000000001'
const person = '5001'
const secret = 'aVerySecretTokenOfThisWebhook_0123456789'

export const cases: ConnectorCases = {
  account,
  person,
  secret,
  env: {},
  credentials: { webhookSecret: secret },
  channelExternalId: account,
  message: ({ id, text, at, person: from = person }) => {
    const who = { id: exactNumber(from), first_name: 'Ana', last_name: 'Silva', username: 'anasilva' }
    return {
      update_id: exactNumber(id),
      message: {
        message_id: exactNumber(id),
        from: { ...who, is_bot: false, language_code: 'pt' },
        chat: { ...who, type: 'private' },
        date: Math.floor(at.getTime() / 1000),
        text,
      },
    }
  },
  unknown: () => ({ update_id: 9, telepathy: { from: { id: 5001 } } }),
  sign: () => ({ 'x-telegram-bot-api-secret-token': secret }),
  absent: {
    'tampered body': 'Telegram proves itself by a secret header, which says nothing of the body',
    'stale signature': 'the secret header carries no time',
    'batch across accounts': 'each bot has an address of its own',
  },
}

/** Telegram writes numbers; what JSON would round stays text, and the suite takes its quotes off. */
const exactNumber = (digits: string) => (Number.isSafeInteger(Number(digits)) ? Number(digits) : digits)

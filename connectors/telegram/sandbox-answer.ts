import type { Bot } from './sandbox-bot.ts'

export const ok = (result: unknown) => Response.json({ ok: true, result })
export const fail = (code: number, description: string, parameters?: { retry_after: number }) =>
  Response.json(
    { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) },
    { status: code },
  )

export const describeBot = (bot: Bot) => ({
  id: Number(bot.id),
  is_bot: true,
  first_name: bot.name,
  username: `${bot.name.toLowerCase().replace(/[^a-z0-9]+/g, '_')}_bot`,
  can_join_groups: true,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
  can_connect_to_business: true,
  has_main_web_app: false,
})

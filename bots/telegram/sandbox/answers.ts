export const ok = (result: unknown): Response => Response.json({ ok: true, result })

export interface Refusal {
  code: number
  description: string
  parameters?: { retry_after?: number; migrate_to_chat_id?: number }
}

export const fail = ({ code, description, parameters }: Refusal): Response =>
  Response.json(
    { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) },
    { status: code },
  )

export const bad = (what: string): Refusal => ({ code: 400, description: `Bad Request: ${what}` })
export const forbidden = (what: string): Refusal => ({ code: 403, description: `Forbidden: ${what}` })

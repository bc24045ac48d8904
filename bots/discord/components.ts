/** The parts of Discord's messages and forms that we draw; numbers as in its API. */
export type Component =
  | { type: 1; components: Array<Button | Select> }
  | { type: 10; content: string }
  | { type: 12; items: Array<{ media: { url: string }; description?: string }> }
  | { type: 13; file: { url: string } }
  | { type: 17; components: Component[]; accent_color?: number }

export type Button =
  | { type: 2; style: 1 | 2 | 4; label: string; custom_id: string }
  | { type: 2; style: 5; label: string; url: string }

export interface Select {
  type: 3
  custom_id: string
  placeholder?: string
  required?: boolean
  options: Array<{ label: string; value: string; default?: boolean }>
}

export interface TextInput {
  type: 4
  custom_id: string
  style: 1 | 2
  required: boolean
  max_length: number
  value?: string
}

export interface Modal {
  custom_id: string
  title: string
  components: Array<{ type: 18; label: string; description?: string; component: TextInput | Select }>
}

export const flags = { ephemeral: 1 << 6, componentsV2: 1 << 15 } as const

export interface DiscordMessage {
  flags: number
  components: Component[]
  allowed_mentions: { parse: [] }
  attachments: Array<{ id: number; filename: string; description?: string }>
}

/** A message, and which files of the organisation's media go with it, in the order of its attachments. */
export interface Rendered {
  message: DiscordMessage
  files: Array<{ mediaId: string; filename: string }>
}

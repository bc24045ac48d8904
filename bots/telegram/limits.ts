/** Telegram's limits, of Bot API 10.1. Lengths are UTF-16 units after the markup is read. */
export const limits = {
  text: 4096,
  caption: 1024,
  /** Styled spans that Telegram keeps; what comes after is drawn plain. */
  entities: 100,
  callbackBytes: 64,
  /** Of a keyboard. Its total size is not documented; ours stays well below what was seen refused. */
  buttons: 100,
  buttonsInRow: 8,
  keyboardBytes: 10_000,
  alert: 200,
  placeholder: 64,
  album: 10,
  photoBytes: 10 * 1024 * 1024,
  fileBytes: 50 * 1024 * 1024,
  downloadBytes: 20 * 1024 * 1024,
  commands: 100,
  command: 32,
  commandSummary: 256,
  payload: 64,
} as const

/** Ours: what a person still reads. */
export const comfort = { label: 60, messages: 8, pictures: 20, files: 10, tableWidth: 52, cell: 28 } as const

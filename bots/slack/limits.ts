/**
 * What Slack documents of messages and views. Lengths are counted in UTF-16 units, of which there are never
 * fewer than of Slack's characters.
 *
 * @see https://docs.slack.dev/reference/block-kit/blocks
 */
export const limits = {
  messageBlocks: 50,
  viewBlocks: 100,
  /** Undocumented: somewhat above 13,000 characters over all blocks a message is `msg_blocks_too_long`. */
  messageText: 12_000,
  fallbackText: 3000,
  sectionText: 3000,
  /** Undocumented for rich text; Slack's other texts end here. */
  richText: 3000,
  sectionFields: 10,
  fieldText: 2000,
  header: 150,
  contextText: 2000,
  alt: 2000,
  actions: 25,
  buttonText: 75,
  actionId: 255,
  url: 3000,
  options: 100,
  optionText: 75,
  /** 150 in newer documents, 75 in older ones. */
  optionValue: 75,
  tableRows: 100,
  tableColumns: 20,
  tableText: 10_000,
  viewTitle: 24,
  inputLabel: 2000,
  inputHint: 2000,
  inputText: 3000,
  blockId: 255,
  privateMetadata: 3000,
} as const

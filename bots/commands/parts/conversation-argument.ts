import { z } from 'zod'

/** How people call a conversation: `12` or `#12`. */
export const conversationArgument = z
  .string()
  .regex(/^#?[1-9]\d{0,8}$/, 'Give the number of a conversation, such as 12.')
  .describe('Number of the conversation')

export const numberOf = (argument: string): number => Number(argument.replace('#', ''))

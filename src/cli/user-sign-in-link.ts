import { userSignInLink } from '#features/orgs/index.ts'
import { UsageError } from './verb.ts'
import type { Verb } from './verb.ts'

export const userSignInLinkVerb: Verb = {
  name: 'user sign-in-link',
  usage: '<email>',
  summary: 'Print a link that signs that person in, once, within 15 minutes',
  words: 1,
  options: {},
  async run({ words: [email], app }) {
    if (!email?.includes('@')) throw new UsageError('Which person? Give their e-mail address.')
    const link = await userSignInLink(await app(), email)
    return { data: { email, link }, lines: [link] }
  },
}

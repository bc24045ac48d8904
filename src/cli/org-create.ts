import { createOrg } from '#features/orgs/index.ts'
import { required, UsageError } from './verb.ts'
import type { Verb } from './verb.ts'

export const orgCreateVerb: Verb = {
  name: 'org create',
  usage: '--name <name> --owner <email> [--owner-name <name>]',
  summary: 'Make an organisation and print its owner’s sign-in link: the first step of a new installation',
  words: 0,
  options: { name: { type: 'string' }, owner: { type: 'string' }, 'owner-name': { type: 'string' } },
  async run(call) {
    const name = required(call, 'name')
    const email = required(call, 'owner')
    if (!email.includes('@')) throw new UsageError('--owner is an e-mail address.')
    const given = call.options['owner-name']
    const app = await call.app()
    const owner =
      (await app.auth.findUser(email)) ??
      (await app.auth.createUser({
        email,
        name: typeof given === 'string' ? given : (email.split('@')[0] ?? email),
        verified: true,
      }))
    const { orgId } = await createOrg(app, { name, owner })
    const link = await app.auth.signInLink(owner.userId)
    return { data: { orgId, name, owner: owner.email, link }, lines: [`${name} is there. Sign in:`, link] }
  },
}

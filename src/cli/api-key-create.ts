import { allScopes } from '#contracts/scopes.ts'
import { apiKeyCreate } from '#features/orgs/index.ts'
import { required } from './verb.ts'
import type { Verb } from './verb.ts'

export const apiKeyCreateVerb: Verb = {
  name: 'api-key create',
  usage: '--org <name or id> --name <name> --scopes <scope,scope…|all>',
  summary: 'Make a key for the API and print it once',
  words: 0,
  options: { org: { type: 'string' }, name: { type: 'string' }, scopes: { type: 'string' } },
  async run(call) {
    const wanted = required(call, 'scopes')
    const scopes = wanted === 'all' ? [...allScopes] : wanted.split(',').map((scope) => scope.trim())
    const input = { org: required(call, 'org'), name: required(call, 'name'), scopes }
    const key = await apiKeyCreate(await call.app(), input)
    return { data: key, lines: [key.key] }
  },
}

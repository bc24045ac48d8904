import { metaCases } from '../_meta/cases.ts'

export const cases = metaCases({
  object: 'page',
  account: '104567890123456',
  person: '6543210987654321',
  secretKey: 'META_APP_SECRET',
})

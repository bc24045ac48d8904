import { metaCases } from '../_meta/cases.ts'

export const cases = metaCases({
  object: 'instagram',
  account: '17841405793187218',
  person: '1784230015550123',
  secretKey: 'INSTAGRAM_APP_SECRET',
})

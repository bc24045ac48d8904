import { defineFeature } from '#contracts/feature.ts'
import { authenticate } from './authenticate.ts'

export { createOrg } from './create-org.ts'
export { currentMember } from './me.ts'
export { getOrg, json } from './queries.ts'
export type { MemberTable, OrgTable } from './tables.ts'

export const feature = defineFeature({ authenticate })

export { lockIdentity, setProfile, standIn } from './lock-identity.ts'
export type { LockedIdentity } from './lock-identity.ts'

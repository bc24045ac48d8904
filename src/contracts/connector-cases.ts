/**
 * What `connectors/<id>/cases.ts` exports for the contract suite: raw deliveries as the vendor makes them.
 * A case that the protocol does not have is listed in `absent` with the reason, which the suite prints.
 */
export interface ConnectorCases {
  account: string
  person: string
  secret: string
  /** Env of the app, or credentials of the channel, under which `signed` verifies. */
  env: Record<string, string>
  credentials: Record<string, string>
  /** A delivery that carries one text message. */
  message(options: { id: string; text: string; at: Date; account?: string; person?: string }): unknown
  /** One delivery with messages of several accounts. */
  batch?(messages: Array<{ account: string; id: string; text: string; at: Date }>): unknown
  unknown(): unknown
  /** Headers that prove the body, as the vendor would send them at that time. */
  sign(body: Uint8Array, at: Date): Record<string, string>
  /** The same values as `parse` gets them for `message()`; only on the channel route. */
  channelExternalId?: string
  absent: Partial<Record<ContractCase, string>>
}

export const contractCases = [
  'good signature',
  'tampered body',
  'stale signature',
  'missing signature',
  'batch across accounts',
  'duplicate',
  'reordered',
  'unknown type',
  'hostile text',
  'expired token',
  'rate limit',
  'lost answer',
  'ids above 2^53',
] as const
export type ContractCase = (typeof contractCases)[number]

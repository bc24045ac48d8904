import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { SentenceNames } from '#features/rules/schema.ts'
import { useMe } from '../../app/me.ts'
import { channelListQuery, labelListQuery, memberListQuery } from './rules-api.ts'

/** Names for the ids in rules, and what the editors offer. */
export function useNames() {
  const { can } = useMe()
  const channels = useQuery({ ...channelListQuery, enabled: can('channels:read') }).data
  const members = useQuery({ ...memberListQuery, enabled: can('members:read') }).data
  const labels = useQuery({ ...labelListQuery, enabled: can('inbox:read') }).data
  return useMemo(() => {
    const names: SentenceNames = {
      channel: (id) => channels?.find((one) => one.id === id)?.name,
      member: (id) => members?.find((one) => one.id === id)?.name,
    }
    const connectors = new Map(channels?.map((one) => [one.connector, one.connectorName]))
    return {
      names,
      channels: channels ?? [],
      members: (members ?? []).filter((one) => one.active),
      connectors: [...connectors].map(([id, name]) => ({ id, name })),
      labels: (labels ?? []).map((one) => one.name),
    }
  }, [channels, members, labels])
}

export type Names = ReturnType<typeof useNames>

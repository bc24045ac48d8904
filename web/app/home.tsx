import { Navigate } from '@tanstack/react-router'
import { Inbox } from 'lucide-react'
import { EmptyState } from '../ui/empty-state.tsx'
import { useMe } from './me.ts'
import { useNavigation } from './navigation.ts'
import { PageHeader } from './page-header.tsx'

/** `/`: the first place that the reader may enter. */
export function Home() {
  const { org } = useMe()
  const first = useNavigation()[0]
  if (org && first) return <Navigate to={first.to} replace />
  return (
    <>
      <PageHeader title="Parley" />
      <EmptyState icon={<Inbox />} title={org ? 'Nothing to show here yet' : 'You are in no organisation'}>
        {org
          ? 'Ask an admin which places you may enter.'
          : 'Ask an admin of your team to invite you. Then open the link in the e-mail.'}
      </EmptyState>
    </>
  )
}

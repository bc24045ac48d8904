import { Navigate } from '@tanstack/react-router'
import { Inbox } from 'lucide-react'
import { EmptyState } from '../ui/empty-state.tsx'
import { useMe } from './me.ts'
import { useNavigation } from './navigation.ts'
import { PageHeader } from './page-header.tsx'
import { readPref } from './prefs.ts'

/** `/`: the first place that the reader may enter; a newcomer of the demo begins with what to try. */
export function Home() {
  const { org } = useMe()
  const places = useNavigation()
  const welcome = readPref('welcomed') === null && places.find(({ id }) => id === 'try')
  const first = welcome || places[0]
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

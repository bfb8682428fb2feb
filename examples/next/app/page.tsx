import { Home } from '@/components/Home'
import { readSettings } from '@/lib/settings'
import './globals.css'

export default function Page() {
  // Without it, the page offers no limit.
  const { SESSION_PROFILE_ID } = process.env
  return <Home organizationId={readSettings().organizationId} sessionProfileId={SESSION_PROFILE_ID || undefined} />
}

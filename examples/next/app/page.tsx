import { Home } from '@/components/Home'
import { readSettings } from '@/lib/settings'
import './globals.css'

export default function Page() {
  return <Home organizationId={readSettings().organizationId} />
}

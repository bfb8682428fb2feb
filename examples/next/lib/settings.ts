import type { Settings } from './wallet'

/** What the server tells the page. Read at each request, so one build runs anywhere. */
export function readSettings(): Settings {
  const { ORGANIZATION_ID = '', RP_ID = 'localhost', RPC_URL = '', SECOND_RPC_URL = '' } = process.env
  return { organizationId: ORGANIZATION_ID, rpId: RP_ID, rpcUrls: [RPC_URL, SECOND_RPC_URL] }
}

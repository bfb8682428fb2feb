import {
  apiKeyStamper,
  createSessionKey,
  createSignerClient,
  type PasskeyWallet,
  webAuthnStamper,
} from 'viem-passkey-account'
import { approveActivity, listActivities, submit, whoami } from 'viem-passkey-account/actions'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import type { Demo } from './openDemo.js'
import type { Tab } from './openTab.js'

/** A second owner, who must approve what the wallet signs. */
export type Owner = {
  /** Approves everything that is pending. @returns how many activities that was. */
  approve(): Promise<number>
}

/** Adds a second owner to the wallet in a tab, approved with its passkey. */
export async function addOwner({ page, authenticator }: Tab, { url: origin, signer }: Demo): Promise<Owner> {
  const { organizationId, userId }: PasskeyWallet = JSON.parse(await page.evaluate(`localStorage.getItem('wallet')`))
  const passkey = createVirtualPasskey({
    rpId: 'localhost',
    origin,
    credentials: await authenticator.credentials(),
  })
  const fetchFn = signer.fetch
  const first = createSignerClient({ stamper: webAuthnStamper({ rpId: 'localhost', getFn: passkey.getFn }), fetchFn })
  const key = await createSessionKey()
  const apiKeys = [{ apiKeyName: 'Key', publicKey: key.publicKey, curveType: 'API_KEY_CURVE_P256' }]
  const users = [{ userName: 'Bert', apiKeys, authenticators: [], oauthProviders: [], userTags: [] }]
  await submit(first, { type: 'ACTIVITY_TYPE_CREATE_USERS_V4', organizationId, parameters: { users } })
  const second = createSignerClient({ stamper: apiKeyStamper(key), fetchFn })
  const bert = await whoami(second, { organizationId })
  const parameters = { threshold: 2, userIds: [userId, bert.userId] }
  await submit(first, { type: 'ACTIVITY_TYPE_UPDATE_ROOT_QUORUM', organizationId, parameters })
  return {
    async approve() {
      const waiting = await listActivities(second, {
        organizationId,
        filterByStatus: ['ACTIVITY_STATUS_CONSENSUS_NEEDED'],
      })
      for (const { fingerprint } of waiting) await approveActivity(second, { organizationId, fingerprint })
      return waiting.length
    },
  }
}

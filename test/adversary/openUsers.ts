import {
  createSignerClient,
  type FetchFn,
  type PasskeyWallet,
  type Session,
  type Stamper,
  signUp,
  webAuthnStamper,
} from 'viem-passkey-account'
import { createSignUpHandler } from 'viem-passkey-account/server'
import { createVirtualPasskey, type VirtualPasskey } from 'viem-passkey-account/testing'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { afterAll, beforeEach } from 'vitest'
import { createLiar } from './lyingTransport.js'

export const rp = { id: 'localhost' }

export type User = { virtual: VirtualPasskey; wallet: PasskeyWallet; stamper: Stamper }

/** A signer, Anna and Mallory, who are users of one app, and a liar on the way. It behaves at the start of each test. */
export async function openUsers() {
  const liar = createLiar()
  const { signer, organization, close } = await createTestWallet()
  afterAll(close)
  beforeEach(() => liar.behave())
  const { organizationId: parentId } = organization
  const handler = createSignUpHandler({ client: organization.client, organizationId: parentId })
  const honest: FetchFn = (request) =>
    new URL(request.url).pathname === '/sign-up' ? handler(request) : signer.fetch(request)
  const fetchFn = liar.wrap(honest)

  async function openUser(name: string, transport: FetchFn = honest): Promise<User> {
    const virtual = createVirtualPasskey({ rpId: rp.id, origin: 'http://localhost' })
    const { createFn, getFn } = virtual
    const wallet = await signUp({ url: 'http://localhost/sign-up', rp, user: { name }, createFn, fetchFn: transport })
    return { virtual, wallet, stamper: webAuthnStamper({ rpId: rp.id, getFn }) }
  }

  const anna = await openUser('anna')
  const mallory = await openUser('mallory')
  /** Says whose session or wallet it is. */
  const whose = ({ organizationId, wallets }: Pick<Session, 'organizationId' | 'wallets'>): string => {
    const owner = organizationId === anna.wallet.organizationId ? 'Anna' : 'somebody else'
    const addresses = wallets.map(({ address }) => (address === anna.wallet.address ? "Anna's" : "Mallory's"))
    return `${owner}, with the wallets: ${addresses.join(', ') || 'none'}`
  }
  return {
    liar,
    signer,
    parentId,
    /** Goes past the liar. */
    honest,
    /** Goes through the liar, and has no stamper. */
    client: createSignerClient({ url: 'http://localhost', fetchFn, pollingInterval: 1 }),
    /** Goes through the liar. */
    fetchFn,
    openUser,
    anna,
    mallory,
    whose,
  }
}

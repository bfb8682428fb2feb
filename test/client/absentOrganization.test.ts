import {
  createPasskeyAccount,
  createSessionKey,
  exportWallet,
  importPrivateKey,
  listPasskeys,
  type SignerClient,
  signIn,
  signMany,
  startAutofill,
} from 'viem-passkey-account'
import { createWallet, query, stampRequest, submit, waitForActivity, whoami } from 'viem-passkey-account/actions'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test } from 'vitest'
import { createSessionStorage } from '../harness/createSessionStorage.js'

const { client, wallet, passkey, close } = await createTestWallet()
afterAll(close)
const key = await createSessionKey()
const { address, walletId, userId } = wallet

type Call = (client: SignerClient, organizationId: string) => Promise<unknown>
const account = (client: SignerClient, organizationId: string) =>
  createPasskeyAccount({ client, ...wallet, organizationId })
const type = 'ACTIVITY_TYPE_CREATE_WALLET'
const calls: [string, Call][] = [
  ['sign', (client, organizationId) => account(client, organizationId).sign({ hash: `0x${'ab'.repeat(32)}` })],
  ['signMessage', (client, organizationId) => account(client, organizationId).signMessage({ message: 'x' })],
  [
    'signTransaction',
    (client, organizationId) =>
      account(client, organizationId).signTransaction({ type: 'eip1559', chainId: 1, to: address }),
  ],
  [
    'signMany',
    (client, organizationId) =>
      signMany(account(client, organizationId), { items: [{ message: 'x' }, { message: 'y' }] }),
  ],
  ['signIn', (client, organizationId) => signIn(client, { organizationId, key, storage: createSessionStorage() })],
  [
    'startAutofill',
    (client, organizationId) =>
      startAutofill(client, {
        organizationId,
        rpId: 'localhost',
        getFn: passkey.getFn,
        storage: createSessionStorage(),
      }),
  ],
  ['listPasskeys', (client, organizationId) => listPasskeys(client, { organizationId, userId })],
  ['exportWallet', (client, organizationId) => exportWallet(client, { organizationId, walletId, address })],
  [
    'importPrivateKey',
    (client, organizationId) =>
      importPrivateKey(client, { organizationId, userId, privateKeyName: 'x', privateKey: '11'.repeat(32) }),
  ],
  ['createWallet', (client, organizationId) => createWallet(client, { organizationId, walletName: 'x', accounts: [] })],
  ['whoami', (client, organizationId) => whoami(client, { organizationId })],
  ['query', (client, organizationId) => query(client, { path: '/public/v1/query/whoami', body: { organizationId } })],
  ['submit', (client, organizationId) => submit(client, { type, organizationId, parameters: {} })],
  ['stampRequest', (client, organizationId) => stampRequest(client, { type, organizationId, parameters: {} })],
  ['waitForActivity', (client, organizationId) => waitForActivity(client, { organizationId, activityId: 'x' })],
]

test.each(calls)('%s: without an organization it fails before any prompt, and names it', async (_name, call) => {
  const before = passkey.prompts.length
  // As JavaScript passes a variable that is not set, and a value that was not meant.
  const absent: unknown[] = [undefined, null, '', 5]
  for (const organizationId of absent) {
    const error = await call(client, organizationId as string).catch((error) => error)
    expect(error).toMatchObject({ name: 'InvalidParameterError', parameter: 'organizationId' })
  }
  expect(passkey.prompts.length).toBe(before)
})

import { readFileSync } from 'node:fs'
import { ApiKeyStamper } from '@turnkey/api-key-stamper'
import { getSignatureFromActivity, TurnkeyClient } from '@turnkey/http'
import { createAccount, isTurnkeyActivityConsensusNeededError } from '@turnkey/viem'
import { serializeSignature, verifyMessage } from 'viem'
import { Account } from 'viem-next'
import {
  apiKeyStamper,
  createPasskeyAccount,
  createSignerClient,
  findError,
  SignatureMismatchError,
} from 'viem-passkey-account'
import { approveActivity } from 'viem-passkey-account/actions'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { afterAll, expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { readPage } from './pages.js'

// What docs/comparison.md says was tried.

const signer = await createLocalSigner({ faults: true })
const { url, close } = await listen(signer)
afterAll(async () => {
  await close()
  await signer.close()
})
const { apiKey, organizationId } = signer
const { address } = await signer.importPrivateKey({ organizationId, privateKey: `0x${'11'.repeat(32)}` })

const client = createSignerClient({ url, stamper: apiKeyStamper(apiKey) })
const own = createPasskeyAccount({ client, organizationId, address })
const turnkeyClient = new TurnkeyClient(
  { baseUrl: url },
  new ApiKeyStamper({ apiPublicKey: apiKey.publicKey, apiPrivateKey: apiKey.privateKey }),
)
// `@turnkey/viem` brings an older `@turnkey/http` along, and its declarations take that class alone.
const turnkeyAccount = await createAccount({
  client: turnkeyClient as unknown as Parameters<typeof createAccount>[0]['client'],
  organizationId,
  signWith: address,
})

const message = 'Hello'
const tamper = () =>
  signer.addFault({ kind: 'tampered', values: { 'activity.result.signRawPayloadResult.s': '11'.repeat(32) } })

test('@turnkey/viem returns a wrong signature, and this package does not', async () => {
  tamper()
  const signature = await turnkeyAccount.signMessage({ message })
  expect(await verifyMessage({ address, message, signature })).toBe(false)
  tamper()
  const error = await own.signMessage({ message }).then(undefined, (error: unknown) => error)
  expect(findError(error, SignatureMismatchError)).toBeInstanceOf(SignatureMismatchError)
})

test('@turnkey/viem works with the local signer; where approval is needed, the app fetches the signature', async () => {
  expect(await verifyMessage({ address, message, signature: await turnkeyAccount.signMessage({ message }) })).toBe(true)

  signer.addFault({ kind: 'consensus' })
  const error = await turnkeyAccount.signMessage({ message }).catch((error: Error) => error)
  if (!(error instanceof Error) || !isTurnkeyActivityConsensusNeededError(error)) throw error
  const { activityId } = error as Error & { activityId: string }
  const { activity } = await turnkeyClient.getActivity({ organizationId, activityId })
  await approveActivity(client, { organizationId, fingerprint: activity.fingerprint })
  const approved = await turnkeyClient.getActivity({ organizationId, activityId })
  const { r, s, v } = getSignatureFromActivity(approved.activity)
  const signature = serializeSignature({ r: `0x${r}`, s: `0x${s}`, yParity: Number(v) })
  expect(await verifyMessage({ address, message, signature })).toBe(true)
})

test('viem 3 makes an account of 32 bytes, without a service or a prompt', async () => {
  const account = Account.fromPrf(`0x${'22'.repeat(32)}`)
  const signature = await account.signMessage({ message })
  expect(await verifyMessage({ address: account.address, message, signature })).toBe(true)
})

test('the versions on the page are those that were tried', () => {
  const { text } = readPage('docs/comparison.md')
  const installed = (path: string): string => JSON.parse(readFileSync(root(`${path}/package.json`), 'utf8')).version
  for (const [name, path] of [
    ['viem-passkey-account', '.'],
    ['viem', 'node_modules/viem-next'],
    ['ox', 'node_modules/viem-next/node_modules/ox'],
    ['@turnkey/viem', 'node_modules/@turnkey/viem'],
    ['@turnkey/http', 'node_modules/@turnkey/http'],
    ['@turnkey/webauthn-stamper', 'node_modules/@turnkey/webauthn-stamper'],
  ] as const)
    expect(text).toContain(`\`${name}\` ${installed(path)}`)
})

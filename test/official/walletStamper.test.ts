import { generateKeyPairSync, sign } from 'node:crypto'
import { createRequire } from 'node:module'
import { TurnkeyClient } from '@turnkey/http'
import { privateKeyToAccount } from 'viem/accounts'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { afterAll, expect, test } from 'vitest'
import { createTestClient, textAt } from '../signer/testClient.js'

// The stamper for wallets that `@turnkey/sdk-server` brings along: EIP-191 for Ethereum, Ed25519 for Solana.

const sdkServer = createRequire(import.meta.url).resolve('@turnkey/sdk-server')
const { WalletStamper } = createRequire(sdkServer)('@turnkey/wallet-stamper')

// In memory the organization's id is the same for everybody, so these bodies and their signatures are, too.
const signer = await createLocalSigner()
const { organizationId } = signer
const { url: baseUrl, close } = await listen(signer)
afterAll(async () => {
  await close()
  await signer.close()
})
const clock = { ms: Date.now() }
const { query, send, submit } = createTestClient({ url: baseUrl, fetchFn: (request) => fetch(request), signer, clock })
const userId = textAt((await query(signer.apiKey, 'whoami', organizationId)).body, 'userId')
const addKey = async (publicKey: string, curveType: string) => {
  const apiKeys = [{ apiKeyName: 'Wallet', publicKey, curveType }]
  expect(await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_API_KEYS_V2', { userId, apiKeys })).toMatchObject({
    status: 200,
  })
}

/** The first of Anvil's accounts. */
const account = privateKeyToAccount('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80')
const compressed = `0${2 + (Number.parseInt(account.publicKey.slice(-1), 16) & 1)}${account.publicKey.slice(4, 68)}`
await addKey(compressed, 'API_KEY_CURVE_SECP256K1')
const ethereum = new WalletStamper({
  type: 'ethereum',
  signMessage: (message: string) => account.signMessage({ message }),
  getPublicKey: async () => compressed,
})

test('an Ethereum wallet', async () => {
  const client = new TurnkeyClient({ baseUrl }, ethereum)
  expect(await client.getWhoami({ organizationId })).toMatchObject({ organizationId, userId })
})

test('a Solana wallet', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const hex = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex')
  await addKey(hex, 'API_KEY_CURVE_ED25519')
  const solana = new WalletStamper({
    type: 'solana',
    signMessage: async (message: string) => sign(null, Buffer.from(message), privateKey).toString('hex'),
    getPublicKey: async () => hex,
  })
  const client = new TurnkeyClient({ baseUrl }, solana)
  expect(await client.getWhoami({ organizationId })).toMatchObject({ organizationId, userId })
})

// It writes r and s in 32 bytes each, also where DER wants fewer: once in about 256 stamps.
test('an Ethereum wallet whose stamp is not the one encoding that DER allows', async () => {
  for (let n = 0; ; n++) {
    const body = `${JSON.stringify({ organizationId })}${' '.repeat(n)}`
    const { stampHeaderName, stampHeaderValue } = await ethereum.stamp(body)
    const { signature } = JSON.parse(Buffer.from(stampHeaderValue, 'base64url').toString())
    const rLength = 2 * Number.parseInt(signature.slice(6, 8), 16)
    const integers: string[] = [signature.slice(8, 8 + rLength), signature.slice(12 + rLength)]
    const padded = integers.some((integer) => /^00[0-7]/.test(integer))
    const answer = await send('/public/v1/query/whoami', body, { [stampHeaderName]: stampHeaderValue })
    expect(answer.status).toBe(padded ? 401 : 200)
    if (padded) break
  }
})

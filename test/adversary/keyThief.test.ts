import { createECDH, createPrivateKey, sign } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generatePrivateKey, mnemonicToAccount, privateKeyToAccount } from 'viem/accounts'
import {
  createPasskey,
  createSignerClient,
  exportPrivateKey,
  exportWallet,
  exportWalletAccount,
  importPrivateKey,
  importWallet,
  webAuthnStamper,
} from 'viem-passkey-account'
import {
  createSubOrganization,
  initImportWallet,
  listWallets,
  exportWallet as sendExport,
  exportWalletAccount as sendExportOfAccount,
  importWallet as sendImport,
} from 'viem-passkey-account/actions'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { afterAll, beforeEach, describe } from 'vitest'
import { createTarget, readData, seal } from '../signer/exchange.js'
import { attack, keepSecret } from './attack.js'
import { change, createLiar, type Json, type Lie } from './lyingTransport.js'

// Anna exports and imports keys. Between her page and the signer stands Mallory, who is a user of the app as well. She wants
// Anna's words, or that Anna takes Mallory's wallet for her own. She does not have the signer's key: it is in a file.

const folder = mkdtempSync(join(tmpdir(), 'key-thief-'))
const liar = createLiar()
const {
  wallet,
  client: direct,
  signer,
  organization,
  passkey,
  close,
} = await createTestWallet({
  signer: { database: join(folder, 'signer.db') },
})
afterAll(async () => {
  await close()
  rmSync(folder, { recursive: true })
})
beforeEach(() => liar.behave())
const client = createSignerClient({ ...direct, fetchFn: liar.wrap(signer.fetch) })
const { organizationId, userId, walletId, address } = wallet

const malloryPasskey = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
const mallory = await createSubOrganization(organization.client, {
  organizationId: organization.organizationId,
  passkey: await createPasskey({
    rp: { id: 'localhost' },
    user: { name: 'mallory' },
    createFn: malloryPasskey.createFn,
  }),
  userName: 'mallory',
})
const asMallory = createSignerClient({
  ...direct,
  stamper: webAuthnStamper({ rpId: 'localhost', getFn: malloryPasskey.getFn }),
})
/** The key for which Mallory would have everything sealed. */
const trap = await createTarget()
/** A key of hers that signs as the signer does. */
const forged = createECDH('prime256v1')
forged.generateKeys()

const words = 'ozone drill grab fiber curtain grace pudding thank cruise elder eight picnic'
const privateKey = generatePrivateKey()
keepSecret(words)
keepSecret(privateKey)
const known = await signer.importPrivateKey({ organizationId, privateKey })

/** Signs a bundle with Mallory's key. */
function forge(content: unknown, named = forged.getPublicKey('hex')): string {
  const point = forged.getPublicKey()
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')]
  const d = Buffer.from(forged.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url')
  const key = createPrivateKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', d, x, y } })
  const data = Buffer.from(JSON.stringify(content))
  return JSON.stringify({
    version: 'v1.0.0',
    data: data.toString('hex'),
    dataSignature: sign('sha256', data, key).toString('hex'),
    enclaveQuorumPublic: named,
  })
}

const bundleOf = (answer: Json): Json => Object.values<Json>(answer.activity.result)[0]
const changeBundle = (name: 'exportBundle' | 'importBundle', edit: (bundle: string) => string): Lie =>
  change('submit/', (answer) => {
    const result = answer.activity?.result && bundleOf(answer)
    if (result?.[name]) result[name] = edit(result[name])
  })
const changeEnvelope = (name: 'exportBundle' | 'importBundle', edit: (envelope: Json) => Json): Lie =>
  changeBundle(name, (bundle) => JSON.stringify(edit(JSON.parse(bundle))))

function lies(title: string, outcome: string, lie: Lie, run: () => Promise<string>): void {
  attack(title, outcome, () => {
    liar.lie(lie)
    return run()
  })
}

const isMine = (found: string): string => (found === address ? "Anna's" : "somebody else's")
const exportWords = async (): Promise<string> =>
  isMine(mnemonicToAccount(await exportWallet(client, { organizationId, walletId, address })).address)
const exportAccount = async (): Promise<string> =>
  isMine(privateKeyToAccount(await exportWalletAccount(client, { organizationId, address })).address)
const importWords = async (): Promise<string> => {
  const walletName = crypto.randomUUID()
  const before = liar.requests.length
  try {
    return (await importWallet(client, { organizationId, userId, walletName, mnemonic: words })).address
  } catch (error) {
    if (liar.requests.slice(before).some((path) => path.endsWith('/import_wallet'))) return 'the words were sent'
    throw error
  }
}

describe("Words that are not Anna's", () => {
  attack('no lie', "Anna's", exportWords)
  attack('no lie, a private key', 'the key', async () =>
    (await exportPrivateKey(client, { organizationId, ...known })) === privateKey ? 'the key' : 'another one',
  )
  lies(
    "a bundle with Mallory's words, signed by a key that it names",
    'AnswerMismatchError: exportBundle.enclaveQuorumPublic',
    changeBundle('exportBundle', (bundle) => forge(readData(bundle))),
    exportWords,
  )
  lies(
    "the same, and it names the signer's key",
    'AnswerMismatchError: exportBundle.dataSignature',
    changeBundle('exportBundle', (bundle) => forge(readData(bundle), signer.trustedKeys.signer)),
    exportWords,
  )
  lies(
    "Mallory's own wallet, which the signer has sealed for Anna's key",
    'AnswerMismatchError: exportBundle.organizationId',
    async (request, forward) => {
      if (!request.path.includes('export_wallet')) return forward()
      const { targetPublicKey } = JSON.parse(request.body).parameters
      const answer: Json = await (await forward()).json()
      bundleOf(answer).exportBundle = await exportFor(targetPublicKey)
      return Response.json(answer)
    },
    exportWords,
  )
  const seen: string[] = []
  const remember = changeBundle('exportBundle', (bundle) => {
    seen.push(bundle)
    return bundle
  })
  lies("Anna's export of yesterday", 'AnswerMismatchError: exportBundle.ciphertext', remember, async () => {
    await exportWords()
    liar.lie(changeBundle('exportBundle', () => seen[0] ?? ''))
    return exportWords()
  })
  lies(
    "the key of Anna's account, as that of her words",
    'AnswerMismatchError: exportBundle.address',
    async (request, forward) => {
      if (!request.path.endsWith('export_wallet')) return forward()
      const answer: Json = await (await forward()).json()
      const { targetPublicKey } = JSON.parse(request.body).parameters
      bundleOf(answer).exportBundle = await annaAccountFor(targetPublicKey)
      return Response.json(answer)
    },
    exportWords,
  )
  lies(
    'an empty bundle',
    'AnswerMismatchError: exportBundle',
    changeBundle('exportBundle', () => '{}'),
    exportAccount,
  )
  lies(
    'another version',
    'AnswerMismatchError: exportBundle.version',
    changeEnvelope('exportBundle', (envelope) => ({ ...envelope, version: 'v2.0.0' })),
    exportAccount,
  )
  lies(
    'a bundle without a bundle',
    'AnswerMismatchError: result.exportWalletResult',
    change('submit/export_wallet', ({ activity }) => void Object.assign(activity, { result: {} })),
    exportWords,
  )
})

describe("Anna's words for Mallory", () => {
  lies(
    "a swapped target, signed by Mallory's key",
    'AnswerMismatchError: importBundle.enclaveQuorumPublic',
    changeBundle('importBundle', (bundle) => forge({ ...readData(bundle), targetPublic: trap.publicKey })),
    importWords,
  )
  lies(
    "a swapped target, signed by Mallory's key, which names the signer's",
    'AnswerMismatchError: importBundle.dataSignature',
    changeBundle('importBundle', (bundle) =>
      forge({ ...readData(bundle), targetPublic: trap.publicKey }, signer.trustedKeys.signer),
    ),
    importWords,
  )
  lies(
    "a swapped target under the signer's own signature",
    'AnswerMismatchError: importBundle.dataSignature',
    changeEnvelope('importBundle', (envelope) => {
      const data = JSON.parse(Buffer.from(envelope.data, 'hex').toString())
      const swapped = JSON.stringify({ ...data, targetPublic: trap.publicKey })
      return { ...envelope, data: Buffer.from(swapped).toString('hex') }
    }),
    importWords,
  )
  lies(
    'the well-known key of signers in memory',
    'AnswerMismatchError: importBundle.enclaveQuorumPublic',
    changeEnvelope('importBundle', (envelope) => ({ ...envelope, enclaveQuorumPublic: wellKnown })),
    importWords,
  )
  lies(
    "a bundle that the signer has made for Mallory's import",
    'AnswerMismatchError: importBundle.organizationId',
    async (request, forward) => {
      if (!request.path.includes('init_import_wallet')) return forward()
      const answer: Json = await (await forward()).json()
      const { importBundle } = await initImportWallet(asMallory, mallory)
      bundleOf(answer).importBundle = importBundle
      return Response.json(answer)
    },
    importWords,
  )
  lies(
    'a bundle of an export',
    'AnswerMismatchError: importBundle.userId',
    async (request, forward) => {
      if (!request.path.includes('init_import_wallet')) return forward()
      const answer: Json = await (await forward()).json()
      bundleOf(answer).importBundle = await annaAccountFor(trap.publicKey)
      return Response.json(answer)
    },
    importWords,
  )
  lies(
    'the same for a private key',
    'AnswerMismatchError: importBundle.enclaveQuorumPublic',
    changeBundle('importBundle', (bundle) => forge({ ...readData(bundle), targetPublic: trap.publicKey })),
    async () =>
      (
        await importPrivateKey(client, {
          organizationId,
          userId,
          privateKeyName: 'K',
          privateKey: generatePrivateKey(),
        })
      ).address,
  )
  lies(
    "an answer that names Mallory's address as the imported one",
    'the words were sent',
    change('submit/import_wallet', (answer) => void Object.assign(bundleOf(answer), { addresses: [mallory.address] })),
    importWords,
  )
  attack('after all of these: the wallets that Anna has', 'Wallet, and the one that an answer lied about', async () => {
    const wallets = await listWallets(organization.client, { organizationId })
    return wallets.length === 2 && wallets[1]?.imported
      ? 'Wallet, and the one that an answer lied about'
      : wallets.map(({ walletName }) => walletName).join()
  })
  attack('a bundle that Mallory seals for an import key of Anna', 'SignerRequestError', async () => {
    const { importBundle } = await initImportWallet(direct, { organizationId, userId })
    const encryptedBundle = await seal(words, readData(importBundle).targetPublic ?? '')
    const { walletId } = await sendImport(asMallory, { ...mallory, walletName: 'Stolen', encryptedBundle })
    return `wallet ${walletId}`
  })
})

const wellKnown =
  '0408dd8c972b9040a4e437548e415e815f70953031c3bed72e96c52f9da97304c83422791228fe33bf672379687dbeb20e1fb7f053a8bfb3002e50426093bd0ecb'

/** Mallory exports her own wallet for any key. */
async function exportFor(targetPublicKey: string): Promise<string> {
  const { organizationId, walletId } = mallory
  return (await sendExport(asMallory, { organizationId, walletId, targetPublicKey })).exportBundle
}

/** What the signer would answer Anna for her account. */
async function annaAccountFor(targetPublicKey: string): Promise<string> {
  const stamper = webAuthnStamper({ rpId: 'localhost', getFn: passkey.getFn })
  return (await sendExportOfAccount(direct, { organizationId, address, targetPublicKey, stamper })).exportBundle
}

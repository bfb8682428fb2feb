import {
  decryptExportBundle,
  encryptPrivateKeyToBundle,
  encryptWalletToBundle,
  generateP256KeyPair,
  PRODUCTION_SIGNER_SIGN_PUBLIC_KEY,
} from '@turnkey/crypto'
import { generatePrivateKey, mnemonicToAccount, privateKeyToAccount } from 'viem/accounts'
import { apiKeyStamper, createSignerClient, exportWallet, importWallet } from 'viem-passkey-account'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { afterAll, describe, expect, test } from 'vitest'
import { apiKeyParams, ethereumAccount, keyPair } from '../signer/testClient.js'
import { serverOf } from './clients.js'

// Keys out and in with `@turnkey/sdk-server` and `@turnkey/crypto` as they come from npm. The key of the signer is all that
// is passed besides what production takes.

const signer = await createLocalSigner()
const { url: apiBaseUrl, close } = await listen(signer)
afterAll(async () => {
  await close()
  await signer.close()
})
const dangerouslyOverrideSignerPublicKey = signer.trustedKeys.signer

const key = keyPair()
const { subOrganizationId, rootUserIds, wallet } = await serverOf(
  apiBaseUrl,
  signer.apiKey,
  signer.organizationId,
).createSubOrganization({
  subOrganizationName: 'Ada',
  rootUsers: [{ userName: 'Ada', apiKeys: [apiKeyParams(key)], authenticators: [], oauthProviders: [] }],
  rootQuorumThreshold: 1,
  wallet: { walletName: 'Wallet', accounts: [ethereumAccount] },
})
const organizationId = subOrganizationId
const userId = rootUserIds?.[0] ?? ''
const walletId = wallet?.walletId ?? ''
const address = wallet?.addresses[0] ?? ''
const ada = serverOf(apiBaseUrl, key, organizationId)
const words = 'legal winner thank year wave sausage worth useful legal winner thank yellow'

test('the same words come out of the official client and of ours', async () => {
  const { privateKey: embeddedKey, publicKeyUncompressed: targetPublicKey } = generateP256KeyPair()
  const { exportBundle } = await ada.exportWallet({ walletId, targetPublicKey })
  const mnemonic = await decryptExportBundle({
    exportBundle,
    embeddedKey,
    organizationId,
    dangerouslyOverrideSignerPublicKey,
    returnMnemonic: true,
  })
  expect(mnemonicToAccount(mnemonic).address).toBe(address)
  const client = createSignerClient({ url: apiBaseUrl, stamper: apiKeyStamper(key) })
  expect(await exportWallet(client, { organizationId, walletId, address })).toBe(mnemonic)
})

test('the official client does not take it for production', async () => {
  const { privateKey: embeddedKey, publicKeyUncompressed: targetPublicKey } = generateP256KeyPair()
  const { exportBundle } = await ada.exportWallet({ walletId, targetPublicKey })
  await expect(
    decryptExportBundle({ exportBundle, embeddedKey, organizationId, returnMnemonic: true }),
  ).rejects.toThrow(PRODUCTION_SIGNER_SIGN_PUBLIC_KEY)
})

test('an account is exported', async () => {
  const { privateKey: embeddedKey, publicKeyUncompressed: targetPublicKey } = generateP256KeyPair()
  const { exportBundle } = await ada.exportWalletAccount({ address, targetPublicKey })
  const opening = { exportBundle, embeddedKey, organizationId, dangerouslyOverrideSignerPublicKey }
  const hex = await decryptExportBundle({ ...opening, keyFormat: 'HEXADECIMAL', returnMnemonic: false })
  expect(privateKeyToAccount(`0x${hex}`).address).toBe(address)
})

test('a wallet is imported, listed, and exported by ours', async () => {
  const { importBundle } = await ada.initImportWallet({ userId })
  const encryptedBundle = await encryptWalletToBundle({
    mnemonic: words,
    importBundle,
    userId,
    organizationId,
    dangerouslyOverrideSignerPublicKey,
  })
  const imported = await ada.importWallet({
    userId,
    walletName: 'Imported',
    encryptedBundle,
    accounts: [ethereumAccount],
  })
  expect(imported.addresses).toEqual([mnemonicToAccount(words).address])
  const { wallets } = await ada.getWallets()
  expect(wallets.find((each) => each.walletId === imported.walletId)).toMatchObject({ imported: true, exported: false })
  const client = createSignerClient({ url: apiBaseUrl, stamper: apiKeyStamper(key) })
  const [first = ''] = imported.addresses
  expect(await exportWallet(client, { organizationId, walletId: imported.walletId, address: first })).toBe(words)
})

test('a private key is imported and exported', async () => {
  const privateKey = generatePrivateKey().slice(2)
  const { importBundle } = await ada.initImportPrivateKey({ userId })
  const encryptedBundle = await encryptPrivateKeyToBundle({
    privateKey,
    keyFormat: 'HEXADECIMAL',
    importBundle,
    userId,
    organizationId,
    dangerouslyOverrideSignerPublicKey,
  })
  const { privateKeyId, addresses } = await ada.importPrivateKey({
    userId,
    privateKeyName: 'Imported',
    encryptedBundle,
    curve: 'CURVE_SECP256K1',
    addressFormats: ['ADDRESS_FORMAT_ETHEREUM'],
  })
  expect(addresses).toMatchObject([{ address: privateKeyToAccount(`0x${privateKey}`).address }])
  const { privateKey: embeddedKey, publicKeyUncompressed: targetPublicKey } = generateP256KeyPair()
  const { exportBundle } = await ada.exportPrivateKey({ privateKeyId, targetPublicKey })
  const opening = { exportBundle, embeddedKey, organizationId, dangerouslyOverrideSignerPublicKey }
  expect(await decryptExportBundle({ ...opening, keyFormat: 'HEXADECIMAL', returnMnemonic: false })).toBe(privateKey)
})

test('what ours has imported, the official client exports, with its passphrase', async () => {
  const client = createSignerClient({ url: apiBaseUrl, stamper: apiKeyStamper(key) })
  const mnemonic = `${words}\npassphrase`
  const imported = await importWallet(client, { organizationId, userId, walletName: 'Ours', mnemonic })
  const { privateKey: embeddedKey, publicKeyUncompressed: targetPublicKey } = generateP256KeyPair()
  const { exportBundle } = await ada.exportWallet({ walletId: imported.walletId, targetPublicKey })
  const opening = { exportBundle, embeddedKey, organizationId, dangerouslyOverrideSignerPublicKey }
  expect(await decryptExportBundle({ ...opening, returnMnemonic: true })).toBe(mnemonic)
})

// https://github.com/tkhq/tkcli: each command is a request or a file, which the next one reads. Its files end in a line break.
describe("the flow that Turnkey's CLI documents", () => {
  test('wallets export, decrypt', async () => {
    const { wallets } = await ada.getWallets()
    const found = wallets.find(({ walletName }) => walletName === 'Wallet')
    const { privateKey: embeddedKey, publicKeyUncompressed: targetPublicKey } = generateP256KeyPair()
    const file = `${(await ada.exportWallet({ walletId: found?.walletId ?? '', targetPublicKey })).exportBundle}\n`
    const opening = { exportBundle: file, embeddedKey, organizationId, dangerouslyOverrideSignerPublicKey }
    expect(mnemonicToAccount(await decryptExportBundle({ ...opening, returnMnemonic: true })).address).toBe(address)
  })

  test('wallets init-import, encrypt, wallets import', async () => {
    const { importBundle } = await ada.initImportWallet({ userId })
    const mnemonic = 'letter advice cage absurd amount doctor acoustic avoid letter advice cage above'
    const encryptedBundle = await encryptWalletToBundle({
      mnemonic: `${mnemonic}\n`,
      importBundle,
      userId,
      organizationId,
      dangerouslyOverrideSignerPublicKey,
    })
    const imported = await ada.importWallet({ userId, walletName: 'From the CLI', encryptedBundle, accounts: [] })
    const { addresses } = await ada.createWalletAccounts({ walletId: imported.walletId, accounts: [ethereumAccount] })
    expect(addresses).toEqual([mnemonicToAccount(mnemonic).address])
  })

  test('a second import of the same bundle is refused', async () => {
    const { importBundle } = await ada.initImportWallet({ userId })
    const sealing = { importBundle, userId, organizationId, dangerouslyOverrideSignerPublicKey }
    const mnemonic = 'zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong'
    const encryptedBundle = await encryptWalletToBundle({ ...sealing, mnemonic })
    await ada.importWallet({ userId, walletName: 'Once', encryptedBundle, accounts: [] })
    await expect(
      ada.importWallet({ userId, walletName: 'Twice', encryptedBundle, accounts: [] }),
    ).rejects.toMatchObject({ code: 3, message: expect.stringContaining('init_import_wallet') })
  })
})

import { createECDH } from 'node:crypto'
import { readData, seal } from '../../test/signer/exchange.ts'
import { accounts, longName } from './fillOrganization.ts'
import { at, type LargestRequest, textsAt, type World } from './world.ts'

/** 24 words, and the longest passphrase that fits into a request. */
const seedPhrase = `${'abandon '.repeat(23)}art\n${'p'.repeat(1600)}`

/**
 * The largest exports and imports. The organization is full, so one wallet and one private key make room: an import compares
 * its words with all of them.
 */
export async function* exchangeRequests(
  { submit, query, send }: World,
  { userId, walletId, signWith }: { userId: string; walletId: string; signWith: string },
): AsyncGenerator<LargestRequest, void, unknown> {
  const targetPublicKey = createECDH('prime256v1').generateKeys('hex')
  const [privateKeyId = ''] = textsAt(await send(query('list_private_keys', '')), 'privateKeys', 'privateKeyId')
  yield submit('EXPORT_WALLET', 'a wallet', { walletId, targetPublicKey })
  yield submit('EXPORT_WALLET_ACCOUNT', 'an account', { address: signWith, targetPublicKey })
  yield submit('EXPORT_PRIVATE_KEY', 'a private key', { privateKeyId, targetPublicKey })

  const wallets = textsAt(await send(query('list_wallets', '')), 'wallets', 'walletId')
  await send(submit('DELETE_WALLETS', '', { walletIds: wallets.slice(-1), deleteWithoutExport: true }))
  await send(submit('DELETE_PRIVATE_KEYS', '', { privateKeyIds: [privateKeyId], deleteWithoutExport: true }))
  for (let count = 0; count < 10; count++) {
    await send(submit('INIT_IMPORT_WALLET', '', { userId }))
    await send(submit('INIT_IMPORT_PRIVATE_KEY', '', { userId }))
  }
  const begun = yield submit('INIT_IMPORT_WALLET', 'the eleventh', { userId })
  const walletBundle = String(at(begun, 'activity.result.initImportWalletResult.importBundle'))
  const beginning = yield submit('INIT_IMPORT_PRIVATE_KEY', 'the eleventh', { userId })
  const keyBundle = String(at(beginning, 'activity.result.initImportPrivateKeyResult.importBundle'))
  // The newest key is tried first.
  for (let count = 0; count < 9; count++) {
    await send(submit('INIT_IMPORT_WALLET', '', { userId }))
    await send(submit('INIT_IMPORT_PRIVATE_KEY', '', { userId }))
  }
  yield submit('IMPORT_WALLET', '24 words, 100 disjoint paths of 10 levels', {
    userId,
    walletName: `${longName.slice(0, -1)}i`,
    encryptedBundle: await seal(seedPhrase, readData(walletBundle).targetPublic ?? ''),
    accounts: accounts(100, 300),
  })
  yield submit('IMPORT_PRIVATE_KEY', '5 address formats', {
    userId,
    privateKeyName: `${longName.slice(0, -1)}i`,
    encryptedBundle: await seal(new Uint8Array(32).fill(7), readData(keyBundle).targetPublic ?? ''),
    curve: 'CURVE_SECP256K1',
    addressFormats: Array(5).fill('ADDRESS_FORMAT_UNCOMPRESSED'),
  })
}

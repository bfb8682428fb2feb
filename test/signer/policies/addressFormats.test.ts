import { createECDH } from 'node:crypto'
import { serializeTransaction } from 'viem'
import { expect, test } from 'vitest'
import { describeSigner, type SignerContext } from '../describeSigner.js'
import { textAt } from '../testClient.js'
import { openPolicyWorld } from './openPolicyWorld.js'

const done = { status: 200, body: { activity: { status: 'ACTIVITY_STATUS_COMPLETED' } } }
const denied = { status: 403, body: { code: 7 } }
const addressFormats = ['ADDRESS_FORMAT_ETHEREUM', 'ADDRESS_FORMAT_COMPRESSED', 'ADDRESS_FORMAT_UNCOMPRESSED']
const curve = 'CURVE_SECP256K1'

/** A wallet with one path in all formats, and a user who may sign and export everything. */
async function openTreasury(context: SignerContext) {
  const world = await openPolicyWorld(context)
  const { key } = await world.addUser()
  await world.addPolicy({ condition: "activity.action == 'SIGN' || activity.action == 'EXPORT'" })
  const account = { curve, pathFormat: 'PATH_FORMAT_BIP32', path: "m/44'/60'/0'/0/0" }
  const made = await world.decide('ACTIVITY_TYPE_CREATE_WALLET', {
    walletName: 'Treasury',
    accounts: addressFormats.map((addressFormat) => ({ ...account, addressFormat })),
  })
  const wallet = 'activity.result.createWalletResult'
  const deny = (condition: string) => world.addPolicy({ effect: 'EFFECT_DENY', condition })
  const sign = (signWith: string) =>
    world.submit(key, 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2', {
      signWith,
      type: 'TRANSACTION_TYPE_ETHEREUM',
      unsignedTransaction: serializeTransaction({ chainId: 1, type: 'eip1559' }).slice(2),
    })
  return {
    world,
    key,
    deny,
    sign,
    walletId: textAt(made.body, `${wallet}.walletId`),
    addresses: addressFormats.map((_, index) => textAt(made.body, `${wallet}.addresses.${index}`)),
    /** What becomes of each way to use the account. */
    async useAll(address: string) {
      const payload = 'ab'.repeat(32)
      const raw = {
        signWith: address,
        encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
        hashFunction: 'HASH_FUNCTION_NO_OP',
      }
      const targetPublicKey = createECDH('prime256v1').generateKeys('hex')
      return [
        await sign(address),
        await world.submit(key, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', { ...raw, payload }),
        await world.submit(key, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS', { ...raw, payloads: [payload] }),
        await world.submit(key, 'ACTIVITY_TYPE_EXPORT_WALLET_ACCOUNT', { address, targetPublicKey }),
      ]
    },
  }
}

describeSigner('policies and the formats of addresses', {}, (context) => {
  test('a DENY over the wallet holds for every format, for signing and for exports', async () => {
    const { deny, walletId, addresses, useAll } = await openTreasury(context)
    for (const address of addresses) expect(await useAll(address)).toMatchObject(Array.from({ length: 4 }, () => done))
    context.clock.ms += 1000
    await deny(`wallet.id == '${walletId}'`)
    for (const address of addresses)
      expect(await useAll(address)).toMatchObject(Array.from({ length: 4 }, () => denied))
  })

  test('a DENY over the account holds for its address in its format', async () => {
    const { deny, addresses, useAll } = await openTreasury(context)
    for (const address of addresses) {
      await deny(`wallet_account.address == '${address}'`)
      expect(await useAll(address)).toMatchObject(Array.from({ length: 4 }, () => denied))
    }
  })

  test('eth.tx.from is the Ethereum address, whatever the request names', async () => {
    const { deny, addresses, sign } = await openTreasury(context)
    await deny(`eth.tx.from == '${addresses[0]}'`)
    for (const address of addresses) expect(await sign(address)).toMatchObject(denied)
  })

  test('a DENY over a private key holds for its id and every format, and eth.tx.from is there', async () => {
    const { world, deny, sign } = await openTreasury(context)
    const made = await world.decide('ACTIVITY_TYPE_CREATE_PRIVATE_KEYS_V2', {
      privateKeys: [
        { privateKeyName: 'All', curve, privateKeyTags: [], addressFormats },
        { privateKeyName: 'None', curve, privateKeyTags: [], addressFormats: addressFormats.slice(1) },
      ],
    })
    const keyAt = (path: string) => textAt(made.body, `activity.result.createPrivateKeysResultV2.privateKeys.${path}`)
    const targets = [keyAt('0.privateKeyId'), ...[0, 1, 2].map((index) => keyAt(`0.addresses.${index}.address`))]
    for (const target of targets) expect(await sign(target)).toMatchObject(done)
    context.clock.ms += 1000
    await deny(`private_key.id == '${keyAt('0.privateKeyId')}'`)
    for (const target of targets) expect(await sign(target)).toMatchObject(denied)

    const others = [keyAt('1.privateKeyId'), keyAt('1.addresses.0.address')]
    for (const target of others) expect(await sign(target)).toMatchObject(done)
    context.clock.ms += 1000
    await deny("eth.tx.from != '0x0000000000000000000000000000000000000000'")
    for (const target of others) expect(await sign(target)).toMatchObject(denied)
  })
})

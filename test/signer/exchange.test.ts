import { createECDH, createHash, createPublicKey, verify } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bytesToHex, recoverAddress } from 'viem'
import { english, generateMnemonic, generatePrivateKey, mnemonicToAccount, privateKeyToAccount } from 'viem/accounts'
import { createLocalSigner, type LocalSigner } from 'viem-passkey-account/signer'
import { expect, test } from 'vitest'
import { swapCase } from '../harness/swapCase.js'
import { describeSigner, type SignerContext } from './describeSigner.js'
import { createTarget, readData, readEnvelope, seal } from './exchange.js'
import { apiKeyParams, at, type Caller, createTestClient, ethereumAccount, keyPair, textAt } from './testClient.js'

const unknownId = '99999999-9999-4999-8999-999999999999'
const words = 'test test test test test test test test test test test junk'
const completed = { status: 200, body: { activity: { status: 'ACTIVITY_STATUS_COMPLETED' } } }

async function home(context: SignerContext, roots = 1, threshold = 1) {
  const keys = Array.from({ length: roots }, keyPair)
  const [key = keyPair()] = keys
  const made = await context.createSubOrganization(
    keys.map((each) => ({ apiKeys: [each] })),
    threshold,
  )
  const [userId = ''] = made.rootUserIds
  const submit = (type: string, parameters: unknown, caller: Caller = key) =>
    context.submit(caller, `ACTIVITY_TYPE_${type}`, parameters, { organizationId: made.id })
  const ask = (name: string, body?: Record<string, unknown>, caller: Caller = key) =>
    context.query(caller, name, made.id, body)
  const init = async (kind: 'WALLET' | 'PRIVATE_KEY', caller: Caller = key, as = userId) => {
    const { body } = await submit(`INIT_IMPORT_${kind}`, { userId: as }, caller)
    const result = kind === 'WALLET' ? 'initImportWalletResult' : 'initImportPrivateKeyResult'
    return textAt(body, `activity.result.${result}.importBundle`)
  }
  const sealFor = (importBundle: string, secret: string | Uint8Array) =>
    seal(secret, readData(importBundle).targetPublic ?? '')
  const importWallet = async (encryptedBundle: string, more: Record<string, unknown> = {}, caller: Caller = key) =>
    submit(
      'IMPORT_WALLET',
      { userId, walletName: crypto.randomUUID(), encryptedBundle, accounts: [ethereumAccount], ...more },
      caller,
    )
  const importKey = async (encryptedBundle: string, more: Record<string, unknown> = {}) =>
    submit('IMPORT_PRIVATE_KEY', {
      userId,
      privateKeyName: crypto.randomUUID(),
      encryptedBundle,
      curve: 'CURVE_SECP256K1',
      addressFormats: ['ADDRESS_FORMAT_ETHEREUM'],
      ...more,
    })
  const exportWallet = async (walletId: string) => {
    const target = await createTarget()
    const { body } = await submit('EXPORT_WALLET', { walletId, targetPublicKey: target.publicKey })
    return (await target.open(textAt(body, 'activity.result.exportWalletResult.exportBundle'))).toString('utf8')
  }
  const sign = async (signWith: string) => {
    const { body } = await submit('SIGN_RAW_PAYLOAD_V2', {
      signWith,
      payload: '11'.repeat(32),
      encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
      hashFunction: 'HASH_FUNCTION_NO_OP',
    })
    return at(body, 'activity.result.signRawPayloadResult')
  }
  return { ...made, key, keys, userId, submit, ask, init, sealFor, importWallet, importKey, exportWallet, sign }
}

describeSigner('export', {}, (context) => {
  test('of a wallet gives its words, signed and sealed for the target', async () => {
    const { id, walletId, address, submit, ask } = await home(context)
    expect((await ask('get_wallet', { walletId })).body).toMatchObject({ wallet: { exported: false, imported: false } })
    const target = await createTarget()
    const answer = await submit('EXPORT_WALLET', {
      walletId,
      targetPublicKey: target.publicKey,
      language: 'MNEMONIC_LANGUAGE_ENGLISH',
    })
    expect(answer).toMatchObject(completed)
    const result = at(answer.body, 'activity.result.exportWalletResult')
    expect(Object.keys(Object(result))).toEqual(['walletId', 'exportBundle'])
    const bundle = textAt(result, 'exportBundle')
    const { version, data, dataSignature, enclaveQuorumPublic, ...others } = readEnvelope(bundle)
    expect(others).toEqual({})
    expect(version).toBe('v1.0.0')
    expect(enclaveQuorumPublic).toBe(context.signer.trustedKeys.signer)
    expect(enclaveQuorumPublic).toMatch(/^04[0-9a-f]{128}$/)
    const point = Buffer.from(enclaveQuorumPublic, 'hex')
    const signer = createPublicKey({
      format: 'jwk',
      key: {
        kty: 'EC',
        crv: 'P-256',
        x: point.subarray(1, 33).toString('base64url'),
        y: point.subarray(33).toString('base64url'),
      },
    })
    expect(verify('sha256', Buffer.from(data, 'hex'), signer, Buffer.from(dataSignature, 'hex'))).toBe(true)
    expect(Object.keys(readData(bundle))).toEqual(['encappedPublic', 'ciphertext', 'organizationId'])
    expect(readData(bundle).organizationId).toBe(id)
    const opened = (await target.open(bundle)).toString('utf8')
    expect(opened.split(' ')).toHaveLength(12)
    expect(mnemonicToAccount(opened).address).toBe(address)
    // It says nothing more than before, but that it was exported.
    expect((await ask('get_wallet', { walletId })).body).toMatchObject({ wallet: { exported: true, imported: false } })
    expect(JSON.stringify(answer.body)).not.toContain(opened.slice(0, 12))
  })

  test('of an account and of a private key gives 32 bytes', async () => {
    const { address, submit, ask } = await home(context)
    const target = await createTarget()
    const account = await submit('EXPORT_WALLET_ACCOUNT', { address, targetPublicKey: target.publicKey })
    expect(account).toMatchObject(completed)
    expect(at(account.body, 'activity.result.exportWalletAccountResult')).toMatchObject({ address })
    const opened = await target.open(textAt(account.body, 'activity.result.exportWalletAccountResult.exportBundle'))
    expect(privateKeyToAccount(bytesToHex(opened)).address).toBe(address)

    const created = await submit('CREATE_PRIVATE_KEYS_V2', {
      privateKeys: [
        {
          privateKeyName: 'Key',
          curve: 'CURVE_SECP256K1',
          addressFormats: ['ADDRESS_FORMAT_ETHEREUM'],
          privateKeyTags: [],
        },
      ],
    })
    const made = at(created.body, 'activity.result.createPrivateKeysResultV2.privateKeys.0')
    const privateKeyId = textAt(made, 'privateKeyId')
    const exported = await submit('EXPORT_PRIVATE_KEY', { privateKeyId, targetPublicKey: target.publicKey })
    expect(at(exported.body, 'activity.result.exportPrivateKeyResult')).toMatchObject({ privateKeyId })
    const key = await target.open(textAt(exported.body, 'activity.result.exportPrivateKeyResult.exportBundle'))
    expect(privateKeyToAccount(bytesToHex(key)).address).toBe(textAt(made, 'addresses.0.address'))
    expect((await ask('get_private_key', { privateKeyId })).body).toMatchObject({
      privateKey: { exported: true, imported: false },
    })
  })

  test('is what deletions ask for', async () => {
    const { walletId, address, submit, ask } = await home(context)
    const { publicKey: targetPublicKey } = await createTarget()
    const second = { ...ethereumAccount, path: "m/44'/60'/0'/0/1" }
    await submit('CREATE_WALLET_ACCOUNTS', { walletId, accounts: [second] })
    const accounts = at((await ask('list_wallet_accounts')).body, 'accounts')
    const [first, other] = [textAt(accounts, '0.walletAccountId'), textAt(accounts, '1.walletAccountId')]
    await submit('EXPORT_WALLET_ACCOUNT', { address, targetPublicKey })
    expect(await submit('DELETE_WALLET_ACCOUNTS', { walletAccountIds: [first, other] })).toMatchObject({
      status: 400,
      body: { turnkeyErrorCode: 'WALLET_ACCOUNT_NOT_EXPORTED', message: expect.stringContaining(other) },
    })
    expect(await submit('DELETE_WALLET_ACCOUNTS', { walletAccountIds: [first] })).toMatchObject(completed)
    // One account of a wallet is not its seed.
    expect(await submit('DELETE_WALLETS', { walletIds: [walletId] })).toMatchObject({ status: 400 })
    expect(await submit('DELETE_SUB_ORGANIZATION', {})).toMatchObject({ status: 400 })
    await submit('EXPORT_WALLET', { walletId, targetPublicKey })
    expect(await submit('DELETE_WALLET_ACCOUNTS', { walletAccountIds: [other] })).toMatchObject(completed)
    await submit('CREATE_WALLET', { walletName: 'Second', accounts: [] })
    expect(await submit('DELETE_SUB_ORGANIZATION', {})).toMatchObject({ status: 400 })
    expect(await submit('DELETE_WALLETS', { walletIds: [walletId] })).toMatchObject(completed)
    expect(await submit('EXPORT_WALLET', { walletId, targetPublicKey })).toMatchObject({ status: 404 })
  })

  test('refuses what it cannot seal for, and what it does not have', async () => {
    const { id, walletId, address, submit } = await home(context)
    const stranger = await home(context)
    const { publicKey } = await createTarget()
    const compressed = `0${publicKey.endsWith('1') ? 3 : 2}${publicKey.slice(2, 66)}`
    for (const targetPublicKey of [
      undefined,
      '',
      compressed,
      `0x${publicKey}`,
      publicKey.slice(2),
      `${publicKey}00`,
      `04${'00'.repeat(64)}`,
      `${publicKey.slice(0, -2)}${publicKey.endsWith('00') ? '01' : '00'}`,
    ])
      expect(await submit('EXPORT_WALLET', { walletId, targetPublicKey })).toMatchObject({
        status: 400,
        body: { message: expect.stringContaining('targetPublicKey') },
      })
    expect(await submit('EXPORT_WALLET', { walletId, targetPublicKey: publicKey.toUpperCase() })).toMatchObject(
      completed,
    )
    for (const [type, parameters] of [
      ['EXPORT_WALLET', { walletId: unknownId }],
      ['EXPORT_WALLET', { walletId: stranger.walletId }],
      ['EXPORT_WALLET_ACCOUNT', { address: stranger.address }],
      ['EXPORT_WALLET_ACCOUNT', { address: swapCase(address) }],
      ['EXPORT_PRIVATE_KEY', { privateKeyId: unknownId }],
    ] as const)
      expect(await submit(type, { ...parameters, targetPublicKey: publicKey })).toMatchObject({
        status: 404,
        body: { message: expect.stringContaining(id) },
      })
    // The parent has no say here, nor has a user outside the root quorum.
    const guest = keyPair()
    await submit('CREATE_USERS_V4', { users: [{ userName: 'Guest', apiKeys: [apiKeyParams(guest)], userTags: [] }] })
    const request = { walletId, targetPublicKey: publicKey }
    expect(await submit('EXPORT_WALLET', request, context.signer.apiKey)).toMatchObject({ status: 400 })
    expect(await submit('EXPORT_WALLET', request, stranger.key)).toMatchObject({ status: 401 })
    expect(await submit('EXPORT_WALLET', request, guest)).toMatchObject({ status: 403 })
  })

  test('refuses another language by its name, because it would be another seed', async () => {
    const { walletId, submit, ask } = await home(context)
    const { publicKey: targetPublicKey } = await createTarget()
    expect(
      await submit('EXPORT_WALLET', { walletId, targetPublicKey, language: 'MNEMONIC_LANGUAGE_JAPANESE' }),
    ).toMatchObject({ status: 400, body: { message: expect.stringContaining('MNEMONIC_LANGUAGE_JAPANESE') } })
    expect(
      await submit('EXPORT_WALLET', { walletId, targetPublicKey, language: 'MNEMONIC_LANGUAGE_KLINGON' }),
    ).toMatchObject({ status: 400, body: { message: expect.stringContaining('language') } })
    expect((await ask('get_wallet', { walletId })).body).toMatchObject({ wallet: { exported: false } })
  })

  test('waits for the quorum, and a rejected one exports nothing', async () => {
    const { walletId, address, keys, submit, ask } = await home(context, 2, 2)
    const { publicKey: targetPublicKey } = await createTarget()
    const unwanted = await submit('EXPORT_WALLET', { walletId, targetPublicKey })
    const fingerprint = textAt(unwanted.body, 'activity.fingerprint')
    expect((await submit('REJECT_ACTIVITY', { fingerprint }, keys[1])).body).toMatchObject({
      activity: { status: 'ACTIVITY_STATUS_REJECTED', result: {} },
    })
    const target = await createTarget()
    const waiting = await submit('EXPORT_WALLET', { walletId, targetPublicKey: target.publicKey })
    expect(waiting).toMatchObject({ body: { activity: { status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED' } } })
    expect((await ask('get_wallet', { walletId })).body).toMatchObject({ wallet: { exported: false } })
    const vote = { fingerprint: textAt(waiting.body, 'activity.fingerprint') }
    const done = await submit('APPROVE_ACTIVITY', vote, keys[1])
    const bundle = textAt(done.body, 'activity.result.exportWalletResult.exportBundle')
    expect(mnemonicToAccount((await target.open(bundle)).toString('utf8')).address).toBe(address)
  })
})

describeSigner('import', {}, (context) => {
  test('of words makes the wallet that they are, with its accounts', async () => {
    const { id, userId, init, sealFor, importWallet, exportWallet, ask, sign } = await home(context)
    const importBundle = await init('WALLET')
    expect(readEnvelope(importBundle)).toMatchObject({
      version: 'v1.0.0',
      enclaveQuorumPublic: context.signer.trustedKeys.signer,
    })
    expect(Object.keys(readData(importBundle))).toEqual(['targetPublic', 'organizationId', 'userId'])
    expect(readData(importBundle)).toMatchObject({ organizationId: id, userId })
    const second = { ...ethereumAccount, path: "m/44'/60'/0'/0/1" }
    const answer = await importWallet(await sealFor(importBundle, words), { accounts: [ethereumAccount, second] })
    expect(answer).toMatchObject(completed)
    const walletId = textAt(answer.body, 'activity.result.importWalletResult.walletId')
    const addresses = [0, 1].map((addressIndex) => mnemonicToAccount(words, { addressIndex }).address)
    expect(at(answer.body, 'activity.result.importWalletResult')).toEqual({ walletId, addresses })
    expect((await ask('get_wallet', { walletId })).body).toMatchObject({ wallet: { exported: false, imported: true } })
    expect(await exportWallet(walletId)).toBe(words)
    const { r, s, v } = Object(await sign(addresses[0] ?? ''))
    expect(
      await recoverAddress({
        hash: `0x${'11'.repeat(32)}`,
        signature: { r: `0x${r}`, s: `0x${s}`, yParity: Number(v) },
      }),
    ).toBe(addresses[0])
  })

  test.each([128, 160, 192, 224, 256] as const)('of words from %i bits, as they are typed', async (strength) => {
    const { init, sealFor, importWallet, exportWallet } = await home(context)
    const mnemonic = generateMnemonic(english, strength)
    const typed = ` ${mnemonic.replaceAll(' ', ' \t ')} \n`
    const answer = await importWallet(await sealFor(await init('WALLET'), typed))
    expect(at(answer.body, 'activity.result.importWalletResult.addresses.0')).toBe(mnemonicToAccount(mnemonic).address)
    expect(await exportWallet(textAt(answer.body, 'activity.result.importWalletResult.walletId'))).toBe(mnemonic)
  })

  test('of words with a passphrase in a second line', async () => {
    const { init, sealFor, importWallet, exportWallet, submit } = await home(context)
    const secret = `${words}\npass phrase ä`
    const answer = await importWallet(await sealFor(await init('WALLET'), secret))
    // By https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki with Node's own PBKDF2.
    const expected = mnemonicToAccount(words, { passphrase: 'pass phrase ä' }).address
    expect(at(answer.body, 'activity.result.importWalletResult.addresses.0')).toBe(expected)
    expect(expected).not.toBe(mnemonicToAccount(words).address)
    const walletId = textAt(answer.body, 'activity.result.importWalletResult.walletId')
    expect(await exportWallet(walletId)).toBe(secret)
    const more = await submit('CREATE_WALLET_ACCOUNTS', {
      walletId,
      accounts: [{ ...ethereumAccount, path: "m/44'/60'/0'/0/7" }],
    })
    expect(at(more.body, 'activity.result.createWalletAccountsResult.addresses')).toEqual([
      mnemonicToAccount(words, { passphrase: 'pass phrase ä', addressIndex: 7 }).address,
    ])
    // The same words without it are another wallet.
    expect(await importWallet(await sealFor(await init('WALLET'), words))).toMatchObject(completed)
  })

  test('of a private key', async () => {
    const { init, sealFor, importKey, submit, ask } = await home(context)
    const privateKey = generatePrivateKey()
    const { address } = privateKeyToAccount(privateKey)
    const answer = await importKey(await sealFor(await init('PRIVATE_KEY'), Buffer.from(privateKey.slice(2), 'hex')))
    expect(answer).toMatchObject(completed)
    const privateKeyId = textAt(answer.body, 'activity.result.importPrivateKeyResult.privateKeyId')
    expect(at(answer.body, 'activity.result.importPrivateKeyResult')).toEqual({
      privateKeyId,
      addresses: [{ format: 'ADDRESS_FORMAT_ETHEREUM', address }],
    })
    expect((await ask('get_private_key', { privateKeyId })).body).toMatchObject({
      privateKey: { exported: false, imported: true },
    })
    const target = await createTarget()
    const exported = await submit('EXPORT_PRIVATE_KEY', { privateKeyId, targetPublicKey: target.publicKey })
    const opened = await target.open(textAt(exported.body, 'activity.result.exportPrivateKeyResult.exportBundle'))
    expect(bytesToHex(opened)).toBe(privateKey)
    const again = await importKey(await sealFor(await init('PRIVATE_KEY'), Buffer.from(privateKey.slice(2), 'hex')))
    expect(again).toMatchObject({
      status: 409,
      body: { code: 6, message: `private key with ID ${privateKeyId} has already been imported in this organization` },
    })
  })

  test('opens one bundle with each key, and each bundle once', async () => {
    const { init, sealFor, importWallet } = await home(context)
    const importBundle = await init('WALLET')
    const encrypted = await sealFor(importBundle, words)
    expect(await importWallet(encrypted)).toMatchObject(completed)
    const refused = { status: 400, body: { message: expect.stringContaining('init_import_wallet') } }
    expect(await importWallet(encrypted)).toMatchObject(refused)
    expect(await importWallet(await sealFor(importBundle, generateMnemonic(english)))).toMatchObject(refused)
  })

  test('uses a key up even if what it opens is refused, and no other key', async () => {
    const { init, sealFor, importWallet } = await home(context)
    const [first, second] = [await init('WALLET'), await init('WALLET')]
    expect(await importWallet(await sealFor(first, 'not a mnemonic'))).toMatchObject({ status: 400 })
    expect(await importWallet(await sealFor(first, words))).toMatchObject({ status: 400 })
    // That was sealed for none of them any more, so the second key is gone, too.
    expect(await importWallet(await sealFor(second, words))).toMatchObject({ status: 400 })
    const [third, fourth] = [await init('WALLET'), await init('WALLET')]
    expect(await importWallet(await sealFor(third, 'not a mnemonic'))).toMatchObject({ status: 400 })
    expect(await importWallet(await sealFor(fourth, words))).toMatchObject(completed)
  })

  test('keeps the newest ten keys of a user', async () => {
    const { init, sealFor, importWallet } = await home(context)
    const [oldest = '', next = ''] = await Promise.all([init('WALLET'), init('WALLET')])
    for (let count = 0; count < 9; count++) await init('WALLET')
    expect(await importWallet(await sealFor(next, words))).toMatchObject(completed)
    expect(await importWallet(await sealFor(oldest, generateMnemonic(english)))).toMatchObject({ status: 400 })
  })

  test('opens with a key of the same kind and user only', async () => {
    const { submit, init, sealFor, importWallet, importKey } = await home(context)
    const privateKey = Buffer.from(generatePrivateKey().slice(2), 'hex')
    expect(await importKey(await sealFor(await init('WALLET'), privateKey))).toMatchObject({ status: 400 })
    expect(await importWallet(await sealFor(await init('PRIVATE_KEY'), words))).toMatchObject({ status: 400 })
    const stranger = await home(context)
    expect(await importWallet(await sealFor(await stranger.init('WALLET'), words))).toMatchObject({ status: 400 })
    expect(await importWallet(await seal(words, (await createTarget()).publicKey))).toMatchObject({ status: 400 })
    expect(await submit('INIT_IMPORT_WALLET', { userId: unknownId })).toMatchObject({ status: 403 })
  })

  test('is for the user who asks, and for no other', async () => {
    const { rootUserIds, keys, submit, init, sealFor, importWallet } = await home(context, 2)
    const [mine = '', theirs = ''] = rootUserIds
    for (const type of ['INIT_IMPORT_WALLET', 'INIT_IMPORT_PRIVATE_KEY'])
      expect(await submit(type, { userId: theirs })).toMatchObject({ status: 403, body: { code: 7 } })
    const bundle = await sealFor(await init('WALLET', keys[1], theirs), words)
    expect(await importWallet(bundle)).toMatchObject({ status: 400 })
    expect(await importWallet(bundle, { userId: mine }, keys[1])).toMatchObject({ status: 403 })
    expect(await importWallet(bundle, { userId: theirs }, keys[1])).toMatchObject(completed)
  })

  test('says what is wrong with the words, and repeats none', async () => {
    const { init, sealFor, importWallet } = await home(context)
    const list = words.split(' ')
    for (const [secret, message] of [
      [list.slice(1).join(' '), /11 words/],
      [[...list, 'test'].join(' '), /13 words/],
      [Array(27).fill('test').join(' '), /27 words/],
      [list.with(4, 'tesst').join(' '), /word 5 is not in the English word list/],
      [list.with(4, 'あいこくしん').join(' '), /word 5 is not in the English word list/],
      [words.toUpperCase(), /word 1 is not/],
      [list.with(11, 'test').join(' '), /checksum/],
      [Uint8Array.of(0xff, 0xfe), /UTF-8/],
    ] as const) {
      const answer = await importWallet(await sealFor(await init('WALLET'), secret))
      expect(answer).toMatchObject({ status: 400, body: { message: expect.stringMatching(message) } })
      expect(answer.text).not.toMatch(/junk|tess?t/i)
    }
  })

  test('refuses bytes that are no private key', async () => {
    const { init, sealFor, importKey } = await home(context)
    const order = 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141'
    for (const hex of [
      '11'.repeat(31),
      '11'.repeat(33),
      '00'.repeat(32),
      order,
      `${Buffer.from('11'.repeat(32)).toString('hex')}`,
    ])
      expect(await importKey(await sealFor(await init('PRIVATE_KEY'), Buffer.from(hex, 'hex')))).toMatchObject({
        status: 400,
        body: { message: expect.stringContaining('invalid private key') },
      })
    expect(
      await importKey(await sealFor(await init('PRIVATE_KEY'), Buffer.from('11'.repeat(32), 'hex')), {
        curve: 'CURVE_ED25519',
      }),
    ).toMatchObject({ status: 501 })
  })

  test('refuses malformed bundles by name, and a ciphertext of another length', async () => {
    const { init, sealFor, importWallet } = await home(context)
    const { encappedPublic, ciphertext } = JSON.parse(await sealFor(await init('WALLET'), words))
    for (const encryptedBundle of [
      undefined,
      '',
      'text',
      '[]',
      JSON.stringify({ encappedPublic }),
      JSON.stringify({ ciphertext }),
      JSON.stringify({ encappedPublic: encappedPublic.slice(0, 66), ciphertext }),
      JSON.stringify({ encappedPublic: `04${'01'.repeat(64)}`, ciphertext }),
      JSON.stringify({ encappedPublic, ciphertext: '' }),
      JSON.stringify({ encappedPublic, ciphertext: 'zz' }),
      JSON.stringify({ encappedPublic, ciphertext, more: 'x'.repeat(4096) }),
      { encappedPublic, ciphertext },
    ])
      expect(await importWallet(encryptedBundle as string)).toMatchObject({
        status: 400,
        body: { message: expect.stringContaining('encryptedBundle') },
      })
    // Those were not even tried. Each of these uses the key up.
    for (const changed of ['00', ciphertext.slice(0, 30), ciphertext.slice(2), `${ciphertext}00`]) {
      await init('WALLET')
      expect(await importWallet(JSON.stringify({ encappedPublic, ciphertext: changed }))).toMatchObject({ status: 400 })
    }
    expect(await importWallet(JSON.stringify({ encappedPublic, ciphertext }))).toMatchObject({ status: 400 })
  })

  test('refuses names and seeds that the organization has', async () => {
    const { walletId, init, sealFor, importWallet, exportWallet } = await home(context)
    expect(await importWallet(await sealFor(await init('WALLET'), words), { walletName: 'Wallet' })).toMatchObject({
      status: 409,
    })
    const known = await exportWallet(walletId)
    expect(await importWallet(await sealFor(await init('WALLET'), known))).toMatchObject({
      status: 409,
      body: { message: `wallet with ID ${walletId} has already been imported in this organization` },
    })
  })

  test('waits for the quorum', async () => {
    const { userId, keys, submit, sealFor, importWallet } = await home(context, 2, 2)
    const waiting = await submit('INIT_IMPORT_WALLET', { userId })
    const fingerprint = textAt(waiting.body, 'activity.fingerprint')
    const voted = await submit('APPROVE_ACTIVITY', { fingerprint }, keys[1])
    const bundle = textAt(voted.body, 'activity.result.initImportWalletResult.importBundle')
    const asked = await importWallet(await sealFor(bundle, words))
    expect(asked).toMatchObject({ body: { activity: { status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED' } } })
    expect(
      await submit('APPROVE_ACTIVITY', { fingerprint: textAt(asked.body, 'activity.fingerprint') }, keys[1]),
    ).toMatchObject(completed)
  })
})

test('the signer key in memory is the hash of its sentence, so that nobody chose it', async () => {
  const sentence = 'viem-passkey-account: the well-known signer key of the local signer'
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(createHash('sha256').update(sentence).digest())
  const signer = await createLocalSigner({ apiKey: keyPair() })
  expect(signer.trustedKeys).toEqual({ signer: ecdh.getPublicKey('hex') })
  await signer.close()
})

test('a file has a signer key of its own, which stays, and so do keys for imports', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'exchange-'))
  const open = () => createLocalSigner({ database: join(directory, 'signer.db') })
  const clientOf = (signer: LocalSigner) =>
    createTestClient({ url: 'http://signer.test', fetchFn: signer.fetch, signer, clock: { ms: Date.now() } })
  const before = await open()
  const { apiKey, organizationId, trustedKeys } = before
  const userId = textAt((await clientOf(before).query(apiKey, 'whoami', organizationId)).body, 'userId')
  const begun = await clientOf(before).submit(apiKey, 'ACTIVITY_TYPE_INIT_IMPORT_WALLET', { userId })
  const importBundle = textAt(begun.body, 'activity.result.initImportWalletResult.importBundle')
  await before.close()

  const after = await open()
  expect(after.trustedKeys).toEqual(trustedKeys)
  expect(readEnvelope(importBundle).enclaveQuorumPublic).toBe(trustedKeys.signer)
  const memory = await createLocalSigner()
  expect(memory.trustedKeys).not.toEqual(trustedKeys)
  await memory.close()
  const encryptedBundle = await seal(words, readData(importBundle).targetPublic ?? '')
  expect(
    await clientOf(after).submit(apiKey, 'ACTIVITY_TYPE_IMPORT_WALLET', { userId, walletName: 'W', encryptedBundle }),
  ).toMatchObject(completed)
  await after.close()
  rmSync(directory, { recursive: true })
})

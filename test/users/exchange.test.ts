import { createECDH, createHash, createPrivateKey, sign as signWithNode } from 'node:crypto'
import { inspect } from 'node:util'
import { PRODUCTION_SIGNER_SIGN_PUBLIC_KEY } from '@turnkey/crypto'
import { bytesToHex, hexToBytes } from 'viem'
import { english, generateMnemonic, generatePrivateKey, mnemonicToAccount, privateKeyToAccount } from 'viem/accounts'
import {
  ActivityApprovalNeededError,
  AnswerMismatchError,
  apiKeyStamper,
  createPasskeyAccount,
  createSessionKey,
  createSignerClient,
  exportPrivateKey,
  exportWallet,
  exportWalletAccount,
  findError,
  ImportError,
  InsecureContextError,
  InvalidParameterError,
  importPrivateKey,
  importWallet,
  PasskeyAccountError,
  PasskeyCancelledError,
  SignerRequestError,
  StamperMissingError,
  signIn,
  WebCryptoUnavailableError,
} from 'viem-passkey-account'
import { getApiKeys, getPrivateKey, listWallets, submit, whoami } from 'viem-passkey-account/actions'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { productionExportBundle } from '../fixtures/productionExportBundle.js'
import { type Answer, type Lie, lie, type Refusal, refuse } from '../harness/lie.js'
import { readData, seal } from '../signer/exchange.js'

type Lies = { [endpoint: string]: Lie | Refusal }
const words = 'test test test test test test test test test test test junk'
const storage = { load: async () => undefined, save: async () => {}, remove: async () => {} }
const devSignerKey = createHash('sha256')
  .update('viem-passkey-account: the well-known signer key of the local signer')
  .digest('hex')

async function openUser(parameters: createTestWallet.Parameters = {}) {
  const open = await createTestWallet(parameters)
  onTestFinished(open.close)
  const { wallet, client, signer } = open
  const { organizationId, userId } = wallet
  const through = (lies: Lies, more: Partial<createSignerClient.Parameters> = {}) =>
    createSignerClient({ ...client, fetchFn: lie(signer.fetch, lies), ...more })
  const importing = { organizationId, userId, walletName: 'Imported', mnemonic: words }
  return { ...open, organizationId, userId, through, importing }
}

/** Signs a bundle as the signer with that private key would. */
function signBundle(content: unknown, privateKey = devSignerKey): string {
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(privateKey, 'hex')
  const point = ecdh.getPublicKey()
  const coordinates = { x: base64Url(point.subarray(1, 33)), y: base64Url(point.subarray(33)) }
  const d = base64Url(Buffer.from(privateKey, 'hex'))
  const key = createPrivateKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', d, ...coordinates } })
  const data = Buffer.from(JSON.stringify(content))
  return JSON.stringify({
    version: 'v1.0.0',
    data: data.toString('hex'),
    dataSignature: signWithNode('sha256', data, key).toString('hex'),
    enclaveQuorumPublic: point.toString('hex'),
  })
}

/** Changes the bundle in an answer, whichever result it is in. */
const changeBundle =
  (change: (bundle: string) => string): Lie =>
  ({ activity }) => {
    for (const result of Object.values<Answer>(activity.result))
      for (const name of ['exportBundle', 'importBundle']) if (result[name]) result[name] = change(result[name])
  }
const changeEnvelope = (change: (envelope: Answer) => unknown): Lie =>
  changeBundle((bundle) => {
    const envelope = JSON.parse(bundle)
    return JSON.stringify(change(envelope) ?? envelope)
  })
/** What is inside of it, signed anew by the well-known key, as anybody can on loopback. */
const changeData = (change: (data: Answer) => unknown, privateKey?: string): Lie =>
  changeBundle((bundle) => {
    const data: Answer = readData(bundle)
    return signBundle(change(data) ?? data, privateKey)
  })
const other = '77'.repeat(32)
const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (result) => expect.fail(`it returned ${inspect(result)}`),
    (error) => error,
  )
const fieldOf = async (promise: Promise<unknown>): Promise<string | undefined> =>
  findError(await errorOf(promise), AnswerMismatchError)?.field

describe('exports', () => {
  test('give the words and keys of the wallet, with one prompt each', async () => {
    const { client, wallet, prompts, organization, signer } = await openUser()
    const { organizationId, walletId, address } = wallet
    const before = prompts()
    const mnemonic = await exportWallet(client, { organizationId, walletId, address })
    expect(mnemonicToAccount(mnemonic).address).toBe(address)
    const privateKey = await exportWalletAccount(client, { organizationId, address })
    expect(privateKeyToAccount(privateKey).address).toBe(address)
    expect(bytesToHex(mnemonicToAccount(mnemonic).getHdKey().privateKey ?? new Uint8Array())).toBe(privateKey)
    expect(prompts() - before).toBe(2)

    const key = generatePrivateKey()
    const imported = await signer.importPrivateKey({ organizationId, privateKey: key })
    expect(await exportPrivateKey(client, { organizationId, ...imported })).toBe(key)
    expect(prompts() - before).toBe(3)
    expect(await listWallets(organization.client, { organizationId })).toMatchObject([{ exported: true }])
  })

  test('take an address in any case, and another path', async () => {
    const { client, wallet, importing } = await openUser()
    const { organizationId, walletId } = wallet
    const address = wallet.address.toLowerCase()
    await exportWallet(client, { organizationId, walletId, address })
    await exportWalletAccount(client, { organizationId, address })
    const path = "m/44'/60'/3'/0/7"
    const imported = await importWallet(client, { ...importing, path })
    expect(imported.address).toBe(mnemonicToAccount(words, { path }).address)
    expect(await exportWallet(client, { organizationId, ...imported, path })).toBe(words)
    expect(await fieldOf(exportWallet(client, { organizationId, ...imported }))).toBe('exportBundle.address')
  })

  test('make a fresh key for each call, which no script can read', async () => {
    const generateKey = vi.spyOn(crypto.subtle, 'generateKey')
    onTestFinished(() => generateKey.mockRestore())
    const targets: string[] = []
    const { wallet, through } = await openUser()
    const { organizationId, walletId, address } = wallet
    const client = through({
      export_wallet: async (_answer, request) => {
        targets.push((await request.json()).parameters.targetPublicKey)
      },
    })
    // Two at once.
    const exporting = [1, 2].map(() => exportWallet(client, { organizationId, walletId, address }))
    const [first, second] = await Promise.all(exporting)
    expect(first).toBe(second)
    expect(new Set(targets).size).toBe(2)
    for (const target of targets) expect(target).toMatch(/^04[0-9a-f]{128}$/)
    const exchangeKeys = generateKey.mock.calls.filter(([algorithm]) => Object(algorithm).name === 'ECDH')
    expect(exchangeKeys.map(([, extractable]) => extractable)).toEqual([false, false])
  })

  test('read what production has recorded, under its own key', async () => {
    expect(productionExportBundle.bundle).toContain(PRODUCTION_SIGNER_SIGN_PUBLIC_KEY)
    const { bundle, organizationId, targetPrivateKey, mnemonic } = productionExportBundle
    const ecdh = createECDH('prime256v1')
    ecdh.setPrivateKey(targetPrivateKey, 'hex')
    const point = ecdh.getPublicKey()
    const coordinates = {
      kty: 'EC',
      crv: 'P-256',
      x: base64Url(point.subarray(1, 33)),
      y: base64Url(point.subarray(33)),
    }
    const curve = { name: 'ECDH', namedCurve: 'P-256' }
    const d = base64Url(Buffer.from(targetPrivateKey, 'hex'))
    // The platform makes the key that Turnkey had then.
    const generateKey = vi.spyOn(crypto.subtle, 'generateKey').mockResolvedValueOnce({
      privateKey: await crypto.subtle.importKey('jwk', { ...coordinates, d }, curve, false, ['deriveBits']),
      publicKey: await crypto.subtle.importKey('jwk', coordinates, curve, true, []),
    } as never)
    onTestFinished(() => generateKey.mockRestore())
    const client = createSignerClient({
      stamper: { stamp: async () => ({ stampHeaderName: 'X-Stamp', stampHeaderValue: 'stamp' }) },
      fetchFn: async (request) => {
        expect(new URL(request.url).host).toBe('api.turnkey.com')
        const body = await request.text()
        const { type, parameters } = JSON.parse(body)
        expect(parameters.targetPublicKey).toBe(point.toString('hex'))
        const activity = {
          id: crypto.randomUUID(),
          organizationId,
          type,
          status: 'ACTIVITY_STATUS_COMPLETED',
          fingerprint: `sha256:${createHash('sha256').update(body).digest('hex')}`,
          result: { exportWalletResult: { walletId: parameters.walletId, exportBundle: bundle } },
        }
        return Response.json({ activity })
      },
    })
    const { address } = mnemonicToAccount(mnemonic)
    expect(await exportWallet(client, { organizationId, walletId: crypto.randomUUID(), address })).toBe(mnemonic)
  })

  test.each<[string, Lie, string]>([
    ['text that is no bundle', changeBundle(() => 'hello'), 'exportBundle'],
    ['a bundle without a signature', changeEnvelope(({ dataSignature: _, ...envelope }) => envelope), 'exportBundle'],
    [
      'a bundle without end',
      changeBundle((bundle) => `${bundle.slice(0, -1)}, "more": "${'x'.repeat(70_000)}"}`),
      'exportBundle',
    ],
    ['another version', changeEnvelope((envelope) => ({ ...envelope, version: 'v0' })), 'exportBundle.version'],
    [
      'a bundle signed by another key, which it names',
      changeData(() => undefined, other),
      'exportBundle.enclaveQuorumPublic',
    ],
    [
      'a bundle signed by another key, which names the right one',
      changeBundle((bundle) => {
        const { enclaveQuorumPublic } = JSON.parse(bundle)
        return JSON.stringify({ ...JSON.parse(signBundle(readData(bundle), other)), enclaveQuorumPublic })
      }),
      'exportBundle.dataSignature',
    ],
    [
      'a signature that is none',
      changeEnvelope((envelope) => ({ ...envelope, dataSignature: '00' })),
      'exportBundle.dataSignature',
    ],
    [
      'a bundle with data that was not signed',
      changeEnvelope((envelope) => ({
        ...envelope,
        data: Buffer.from(JSON.stringify({ organizationId: '' })).toString('hex'),
      })),
      'exportBundle.dataSignature',
    ],
    [
      'a bundle for another organization',
      changeData((data) => ({ ...data, organizationId: crypto.randomUUID() })),
      'exportBundle.organizationId',
    ],
    [
      'a bundle without an organization',
      changeData(({ organizationId: _, ...data }) => data),
      'exportBundle.organizationId',
    ],
    ['a bundle without a ciphertext', changeData((data) => ({ ...data, ciphertext: 7 })), 'exportBundle.ciphertext'],
    [
      'a shorter ciphertext',
      changeData((data) => ({ ...data, ciphertext: data.ciphertext.slice(2) })),
      'exportBundle.ciphertext',
    ],
    [
      'a longer ciphertext',
      changeData((data) => ({ ...data, ciphertext: `${data.ciphertext}00` })),
      'exportBundle.ciphertext',
    ],
    ['a ciphertext without a tag', changeData((data) => ({ ...data, ciphertext: '00' })), 'exportBundle.ciphertext'],
    [
      'a sender whose key is not on the curve',
      changeData((data) => ({ ...data, encappedPublic: `04${'01'.repeat(64)}` })),
      'exportBundle.ciphertext',
    ],
    [
      'the signature of another wallet',
      changeBundle(() => signBundle({ organizationId: 'x' })),
      'exportBundle.organizationId',
    ],
  ])('refuse %s, and show nothing of it', async (_name, change, field) => {
    const { wallet, through, signer } = await openUser()
    const { organizationId, walletId, address } = wallet
    const client = through({ export_wallet: change, export_wallet_account: change, export_private_key: change })
    const privateKey = generatePrivateKey()
    const imported = await signer.importPrivateKey({ organizationId, privateKey })
    const errors = await Promise.all(
      [
        exportWallet(client, { organizationId, walletId, address }),
        exportWalletAccount(client, { organizationId, address }),
        exportPrivateKey(client, { organizationId, ...imported }),
      ].map(errorOf),
    )
    for (const error of errors) {
      expect(findError(error, AnswerMismatchError)?.field).toBe(field)
      expect(inspect(error, { depth: 9 })).not.toContain(privateKey.slice(2))
    }
  })

  test('refuse a bundle that was sealed for an earlier key: a reload takes a new export', async () => {
    const { wallet, through } = await openUser()
    const { organizationId, walletId, address } = wallet
    const bundles: string[] = []
    const replay = changeBundle((bundle) => bundles[bundles.push(bundle) - 2] ?? bundle)
    const client = through({ export_wallet: replay })
    const mnemonic = await exportWallet(client, { organizationId, walletId, address })
    expect(await fieldOf(exportWallet(client, { organizationId, walletId, address }))).toBe('exportBundle.ciphertext')
    const honest = through({})
    expect(await exportWallet(honest, { organizationId, walletId, address })).toBe(mnemonic)
  })

  test.each<[string, (secret: Buffer) => string | Uint8Array]>([
    // Not random: the list of words has some that every error has, such as "address".
    [
      'the words of another wallet',
      () => 'legal winner thank year wave sausage worth useful legal winner thank yellow',
    ],
    ['words that are none', () => 'hello world'],
    ['nothing but a passphrase', () => '\npassphrase'],
    ['other bytes', () => Uint8Array.of(0xff, 0xfe, 0x00)],
    ['another private key', () => hexToBytes(generatePrivateKey())],
    ['a private key of zeros', () => new Uint8Array(32)],
    ['a private key that is too long', (secret) => Buffer.concat([secret, Buffer.of(1)])],
  ])('refuse %s, signed and sealed as it should be, and show nothing of it', async (_name, replace) => {
    const { wallet, through } = await openUser()
    const { organizationId, walletId, address } = wallet
    let replaced: string | Uint8Array = ''
    const swap: Lie = async ({ activity }, request) => {
      const { targetPublicKey } = (await request.json()).parameters
      replaced = replace(Buffer.alloc(32, 7))
      const sealed = JSON.parse(await seal(replaced, targetPublicKey))
      for (const result of Object.values<Answer>(activity.result))
        result.exportBundle = signBundle({ ...sealed, organizationId })
    }
    const client = through({ export_wallet: swap, export_wallet_account: swap })
    const errors = await Promise.all(
      [
        exportWallet(client, { organizationId, walletId, address }),
        exportWalletAccount(client, { organizationId, address }),
      ].map(errorOf),
    )
    for (const error of errors) {
      expect(findError(error, AnswerMismatchError)).toMatchObject({ field: 'exportBundle.address', expected: address })
      const shown = inspect(error, { depth: 9 })
      const secret = typeof replaced === 'string' ? replaced : Buffer.from(replaced).toString('hex')
      for (const piece of [secret, ...secret.split(/\s/).filter((word) => word.length > 5)])
        expect(shown).not.toContain(piece)
    }
  })

  test('of a wallet that was deleted meanwhile say so', async () => {
    const { client, wallet, prompts } = await openUser()
    const { organizationId, walletId, address } = wallet
    await submit(client, {
      type: 'ACTIVITY_TYPE_DELETE_WALLETS',
      organizationId,
      parameters: { walletIds: [walletId], deleteWithoutExport: true },
    })
    const before = prompts()
    const error = await errorOf(exportWallet(client, { organizationId, walletId, address }))
    expect(findError(error, SignerRequestError)).toMatchObject({ status: 404 })
    expect(prompts() - before).toBe(1)
  })

  test('whose prompt is dismissed export nothing', async () => {
    const { client, wallet, passkey, organization } = await openUser()
    const { organizationId, walletId, address } = wallet
    for (const exporting of [
      () => exportWallet(client, { organizationId, walletId, address }),
      () => exportWalletAccount(client, { organizationId, address }),
      () => exportPrivateKey(client, { organizationId, privateKeyId: crypto.randomUUID(), address }),
    ]) {
      passkey.next('cancel')
      await expect(exporting()).rejects.toBeInstanceOf(PasskeyCancelledError)
    }
    expect(await listWallets(organization.client, { organizationId })).toMatchObject([{ exported: false }])
  })

  test('wait for nobody: with a quorum, the key of the call would be gone', async () => {
    const { client, wallet, signer } = await openUser()
    const { organizationId, walletId, address } = wallet
    signer.addFault({ kind: 'consensus' })
    const error = await errorOf(exportWallet(client, { organizationId, walletId, address }))
    expect(findError(error, ActivityApprovalNeededError)).toBeDefined()
  })
})

describe('imports', () => {
  test('make the wallet of the words, with one prompt and no session left', async () => {
    const { client, wallet, importing, prompts, organization, organizationId, userId } = await openUser()
    const before = prompts()
    const mnemonic = ` ${words.toUpperCase().replaceAll(' ', '\t ')} `
    const imported = await importWallet(client, { ...importing, mnemonic })
    expect(prompts() - before).toBe(1)
    const { address, publicKey } = mnemonicToAccount(words)
    expect(imported).toEqual({ walletId: expect.any(String), address, publicKey })
    expect(await getApiKeys(organization.client, { organizationId, userId })).toEqual([])
    expect(await listWallets(organization.client, { organizationId })).toMatchObject([
      { walletName: 'Wallet', imported: false },
      { walletName: 'Imported', walletId: imported.walletId, imported: true },
    ])
    const account = createPasskeyAccount({ client, ...wallet, ...imported })
    const typed = await account.signMessage({ message: 'hello' })
    expect(typed).toBe(await mnemonicToAccount(words).signMessage({ message: 'hello' }))
  })

  test('keep a passphrase, in a second line', async () => {
    const { client, importing, organizationId } = await openUser()
    const mnemonic = `${words}\nPass  Phrase ä`
    const imported = await importWallet(client, { ...importing, mnemonic })
    expect(imported.address).toBe(mnemonicToAccount(words, { passphrase: 'Pass  Phrase ä' }).address)
    expect(await exportWallet(client, { organizationId, ...imported })).toBe(mnemonic)
  })

  const typed = 'legal winner thank year wave sausage worth useful legal winner thank yellow'
  const long = `${'abandon '.repeat(23)}art`
  const inLines = (phrase: string, length: number): string =>
    phrase.replace(new RegExp(`((?:\\w+ ){${length - 1}}\\w+) `, 'g'), '$1\r\n')

  test.each<[string, string, string, string?]>([
    ['a line break after the words', `${typed}\n`, typed],
    ['a blank line after the words, of Windows', `${typed}\r\n\r\n`, typed],
    ['a line of spaces after the words', `${typed}\n  `, typed],
    ['blank lines before the words', `\n \n${typed}`, typed],
    ['a line break after the passphrase', `${typed}\nPass Phrase\n`, typed, 'Pass Phrase'],
    ['lines of Windows', `${typed}\r\n Pass \r\n`, typed, ' Pass '],
    ['a blank line before the passphrase', `${typed}\n\nPass`, typed, 'Pass'],
    ['a word for a passphrase', `${typed}\nzoo`, typed, 'zoo'],
    ['one word in a line', typed.replaceAll(' ', '\n'), typed],
    ['lines of different lengths', typed.replace(' year', '\nyear').replace(' yellow', '\nyellow'), typed],
    ['24 words in two lines', inLines(long, 12), long],
    ['24 words in five lines', inLines(long, 5), long],
  ])('read %s as people paste it', async (_name, mnemonic, phrase, passphrase) => {
    const { client, importing, organizationId } = await openUser()
    const imported = await importWallet(client, { ...importing, mnemonic })
    expect(imported.address).toBe(mnemonicToAccount(phrase, passphrase === undefined ? {} : { passphrase }).address)
    const exported = [phrase, ...(passphrase === undefined ? [] : [passphrase])].join('\n')
    expect(await exportWallet(client, { organizationId, ...imported })).toBe(exported)
  })

  test('make the private key, with one prompt and no session left', async () => {
    const { client, prompts, organization, organizationId, userId } = await openUser()
    const before = prompts()
    const privateKey = generatePrivateKey()
    const { address, publicKey } = privateKeyToAccount(privateKey)
    const key = { organizationId, userId, privateKeyName: 'Key', privateKey: ` ${privateKey.slice(2).toUpperCase()} ` }
    const imported = await importPrivateKey(client, key)
    expect(imported).toEqual({ privateKeyId: expect.any(String), address, publicKey })
    expect(prompts() - before).toBe(1)
    const { privateKeyId } = imported
    expect(await getPrivateKey(organization.client, { organizationId, privateKeyId })).toMatchObject({
      imported: true,
      exported: false,
    })
    expect(await getApiKeys(organization.client, { organizationId, userId })).toEqual([])
    expect(await exportPrivateKey(client, { organizationId, ...imported })).toBe(privateKey)
  })

  test('are stamped by a session, where there is one, and leave it alone', async () => {
    const { client, importing, prompts, organization, signer, organizationId, userId } = await openUser()
    const key = await createSessionKey()
    const session = await signIn(client, { organizationId: signer.organizationId, key, storage })
    const before = prompts()
    await importWallet(client, { ...importing, stamper: session })
    const privateKey = generatePrivateKey()
    await importPrivateKey(client, { organizationId, userId, privateKeyName: 'Key', privateKey, stamper: session })
    expect(prompts()).toBe(before)
    expect(await getApiKeys(organization.client, { organizationId, userId })).toHaveLength(1)
  })

  test('of what the organization has are refused, and leave no session', async () => {
    const { client, importing, organization, organizationId, userId } = await openUser()
    await importWallet(client, importing)
    for (const more of [{ walletName: 'Wallet', mnemonic: generateMnemonic(english) }, { walletName: 'Again' }]) {
      const error = await errorOf(importWallet(client, { ...importing, ...more }))
      expect(findError(error, SignerRequestError)).toMatchObject({ status: 409 })
    }
    expect(await getApiKeys(organization.client, { organizationId, userId })).toEqual([])
  })

  test.each<[string, Lie, string]>([
    ['text that is no bundle', changeBundle(() => '[]'), 'importBundle'],
    [
      'a swapped target, signed by who swapped it',
      changeData((data) => ({ ...data, targetPublic: attacker }), other),
      'importBundle.enclaveQuorumPublic',
    ],
    [
      'a swapped target under the old signature',
      changeEnvelope((envelope) => {
        const data: Answer = JSON.parse(Buffer.from(envelope.data, 'hex').toString())
        data.targetPublic = attacker
        return { ...envelope, data: Buffer.from(JSON.stringify(data)).toString('hex') }
      }),
      'importBundle.dataSignature',
    ],
    [
      'a swapped target signed by another key, which names the right one',
      changeBundle((bundle) => {
        const { enclaveQuorumPublic } = JSON.parse(bundle)
        const data = { ...readData(bundle), targetPublic: attacker }
        return JSON.stringify({ ...JSON.parse(signBundle(data, other)), enclaveQuorumPublic })
      }),
      'importBundle.dataSignature',
    ],
    [
      'a bundle for another user',
      changeData((data) => ({ ...data, userId: crypto.randomUUID() })),
      'importBundle.userId',
    ],
    ['a bundle without a user', changeData(({ userId: _, ...data }) => data), 'importBundle.userId'],
    [
      'a bundle for another organization',
      changeData((data) => ({ ...data, organizationId: crypto.randomUUID() })),
      'importBundle.organizationId',
    ],
    [
      'a target that is compressed',
      changeData((data) => ({ ...data, targetPublic: `02${data.targetPublic.slice(2, 66)}` })),
      'importBundle.targetPublic',
    ],
    [
      'a target that is not on the curve',
      changeData((data) => ({ ...data, targetPublic: `04${'01'.repeat(64)}` })),
      'importBundle.targetPublic',
    ],
  ])('seal nothing for %s', async (_name, change, field) => {
    const { importing, through, signer, organizationId, userId, organization } = await openUser()
    const sent: string[] = []
    const client = through(
      { init_import_wallet: change, init_import_private_key: change },
      {
        fetchFn: async (request) => {
          sent.push(request.url.split('/').at(-1) ?? '')
          return lie(signer.fetch, { init_import_wallet: change, init_import_private_key: change })(request)
        },
      },
    )
    const privateKey = generatePrivateKey()
    expect(await fieldOf(importWallet(client, importing))).toBe(field)
    expect(await fieldOf(importPrivateKey(client, { organizationId, userId, privateKeyName: 'K', privateKey }))).toBe(
      field,
    )
    expect(sent).toContain('init_import_wallet')
    expect(sent).not.toContain('import_wallet')
    expect(sent).not.toContain('import_private_key')
    expect(await getApiKeys(organization.client, { organizationId, userId })).toEqual([])
  })

  test.each<[string, Lies, string]>([
    [
      'another address',
      {
        import_wallet: ({ activity }) =>
          void Object.assign(activity.result.importWalletResult, { addresses: [`0x${'11'.repeat(20)}`] }),
      },
      'addresses',
    ],
    [
      'no result',
      { import_wallet: ({ activity }) => void Object.assign(activity, { result: {} }) },
      'result.importWalletResult',
    ],
    [
      'another account in the list',
      { list_wallet_accounts: ({ accounts }) => void Object.assign(accounts[0], { address: 'x' }) },
      'accounts',
    ],
    [
      'another wallet in the list',
      { list_wallet_accounts: ({ accounts }) => void Object.assign(accounts[0], { walletId: 'x' }) },
      'accounts',
    ],
    ['an empty list', { list_wallet_accounts: () => ({ accounts: [] }) }, 'accounts'],
  ])('of words do not believe an answer with %s', async (_name, lies, field) => {
    const { importing, through } = await openUser()
    expect(await fieldOf(importWallet(through(lies), importing))).toBe(field)
  })

  test.each<[string, Lies, string]>([
    [
      'another address',
      {
        import_private_key: ({ activity }) =>
          void Object.assign(activity.result.importPrivateKeyResult.addresses[0], { address: 'x' }),
      },
      'addresses',
    ],
    [
      'another key',
      { get_private_key: ({ privateKey }) => void Object.assign(privateKey, { privateKeyId: 'x' }) },
      'privateKey',
    ],
    [
      'another key with other addresses',
      { get_private_key: ({ privateKey }) => void Object.assign(privateKey, { addresses: [] }) },
      'privateKey',
    ],
  ])('of a key do not believe an answer with %s', async (_name, lies, field) => {
    const { through, organizationId, userId } = await openUser()
    const key = { organizationId, userId, privateKeyName: 'Key', privateKey: generatePrivateKey() }
    expect(await fieldOf(importPrivateKey(through(lies), key))).toBe(field)
  })

  test('whose prompt is dismissed send nothing', async () => {
    const { client, passkey, importing, organization, organizationId, userId } = await openUser()
    const key = { organizationId, userId, privateKeyName: 'Key', privateKey: generatePrivateKey() }
    for (const begin of [() => importWallet(client, importing), () => importPrivateKey(client, key)]) {
      passkey.next('cancel')
      await expect(begin()).rejects.toBeInstanceOf(PasskeyCancelledError)
    }
    expect(await listWallets(organization.client, { organizationId })).toHaveLength(1)
    expect(await getApiKeys(organization.client, { organizationId, userId })).toEqual([])
  })

  test('that cannot be read back say what they have imported', async () => {
    const { importing, through, client, organization, organizationId, userId } = await openUser()
    const controller = new AbortController()
    const lies = { list_wallet_accounts: refuse(503, 14), get_private_key: () => controller.abort(new Error('left')) }
    const error = await errorOf(importWallet(through(lies), importing))
    const { address, publicKey } = mnemonicToAccount(words)
    expect(error).toBeInstanceOf(ImportError)
    expect(error).toMatchObject({ imported: { walletId: expect.any(String), address, publicKey } })
    expect(findError(error, SignerRequestError)?.status).toBe(503)
    const [, wallet] = await listWallets(organization.client, { organizationId })
    expect(error).toMatchObject({ imported: { walletId: wallet?.walletId } })

    const privateKey = generatePrivateKey()
    const key = { organizationId, userId, privateKeyName: 'Key', privateKey }
    const aborted = await errorOf(importPrivateKey(through(lies), { ...key, signal: controller.signal }))
    expect(aborted).toMatchObject({ name: 'ImportError', cause: controller.signal.reason })
    const { privateKeyId } = Object((aborted as ImportError).imported)
    expect(await exportPrivateKey(client, { organizationId, privateKeyId, ...privateKeyToAccount(privateKey) })).toBe(
      privateKey,
    )
    await expect.poll(() => getApiKeys(organization.client, { organizationId, userId })).toEqual([])
    expect(inspect([error, aborted], { depth: 9 })).not.toMatch(new RegExp(`\\bjunk\\b|${privateKey.slice(2)}`))
  })

  test.each(['stamp_login', 'init_import_wallet'])('that are aborted during %s end their session', async (endpoint) => {
    const { importing, through, organization, organizationId, userId } = await openUser()
    const controller = new AbortController()
    const client = through({ [endpoint]: () => controller.abort(new Error('left')) })
    await expect(importWallet(client, { ...importing, signal: controller.signal })).rejects.toThrow('left')
    await expect.poll(() => getApiKeys(organization.client, { organizationId, userId })).toEqual([])
    expect(await listWallets(organization.client, { organizationId })).toHaveLength(1)
  })
})

describe('before any prompt', () => {
  test.each<[string, string, RegExp]>([
    ['too few words', words.slice(5), /It has 11\./],
    ['too many', `${words} test`, /It has 13\./],
    ['none', '', /It has 0\./],
    ['a word that is not in the list', words.replace('junk', 'jumk'), /Word 12/],
    ['a word of another language', words.replace('junk', 'あいこくしん'), /Word 12/],
    ['a wrong checksum', words.replace('junk', 'test'), /checksum/],
    // The first line has a valid checksum: its words alone are another wallet.
    ['a wrong word in the second of two lines', `${words}\n${words.replace('junk', 'test')}`, /checksum/],
    ['three lines, one of which is not words', `${words}\nP@ss\nphrase`, /one line/],
    ['words in another order', 'junk test test test test test test test test test test test', /checksum/],
  ])('a mnemonic with %s is refused, and not repeated', async (_name, mnemonic, message) => {
    const { client, importing, prompts } = await openUser()
    const before = prompts()
    const error = await errorOf(importWallet(client, { ...importing, mnemonic }))
    expect(error).toBeInstanceOf(InvalidParameterError)
    expect(error).toMatchObject({ parameter: 'mnemonic', value: '', message: expect.stringMatching(message) })
    expect(inspect(error)).not.toMatch(/\bjunk\b|jumk|\btest test\b/)
    expect(prompts()).toBe(before)
  })

  test.each<[string, unknown]>([
    ['short', '0x1111111111111111'],
    ['long', `0x${'11'.repeat(33)}`],
    ['zero', `0x${'00'.repeat(32)}`],
    ['above the order', `0x${'ff'.repeat(32)}`],
    ['no hex', 'zz'.repeat(32)],
    ['absent', undefined],
  ])('a private key that is %s is refused, and not repeated', async (_name, privateKey) => {
    const { client, organizationId, userId, prompts } = await openUser()
    const before = prompts()
    const key = { organizationId, userId, privateKeyName: 'Key', privateKey: privateKey as string }
    const error = await errorOf(importPrivateKey(client, key))
    expect(error).toMatchObject({ name: 'InvalidParameterError', parameter: 'privateKey', value: '' })
    if (typeof privateKey === 'string') expect(inspect(error, { depth: 9 })).not.toContain(privateKey.slice(2))
    expect(prompts()).toBe(before)
  })

  test.each(['', 'hello', '0x11', undefined])('the address %j is refused', async (address) => {
    const { client, wallet, prompts } = await openUser()
    const before = prompts()
    const { organizationId, walletId } = wallet
    const errors = await Promise.all(
      [
        exportWallet(client, { organizationId, walletId, address: address as string }),
        exportWalletAccount(client, { organizationId, address: address as string }),
        exportPrivateKey(client, { organizationId, privateKeyId: walletId, address: address as string }),
      ].map(errorOf),
    )
    for (const error of errors) expect(error).toMatchObject({ name: 'InvalidParameterError', parameter: 'address' })
    expect(prompts()).toBe(before)
  })

  test.each(['', 'hello', "44'/60'", "m/44'/x", "m/044'", 'm/', `m/${2 ** 31}`])(
    'the path %j is refused',
    async (path) => {
      const { client, wallet, importing, prompts } = await openUser()
      const before = prompts()
      const errors = await Promise.all(
        [exportWallet(client, { ...wallet, path }), importWallet(client, { ...importing, path })].map(errorOf),
      )
      for (const error of errors)
        expect(error).toMatchObject({ name: 'InvalidParameterError', parameter: 'path', value: path })
      expect(prompts()).toBe(before)
    },
  )

  test('a platform without WebCrypto is named', async () => {
    const { client, wallet, importing, prompts } = await openUser()
    const before = prompts()
    const { organizationId, walletId, address } = wallet
    const begin = () => [exportWallet(client, { organizationId, walletId, address }), importWallet(client, importing)]
    onTestFinished(() => void vi.unstubAllGlobals())
    vi.stubGlobal('crypto', { getRandomValues: (array: Uint8Array) => array })
    for (const error of await Promise.all(begin().map(errorOf))) expect(error).toBeInstanceOf(WebCryptoUnavailableError)
    vi.stubGlobal('crypto', undefined)
    for (const error of await Promise.all(begin().map(errorOf))) expect(error).toBeInstanceOf(WebCryptoUnavailableError)
    vi.stubGlobal('crypto', { subtle: { generateKey: async () => Promise.reject(new Error('no P-256')) } })
    for (const error of await Promise.all(begin().map(errorOf)))
      expect(error).toMatchObject({ name: 'WebCryptoUnavailableError', cause: { message: 'no P-256' } })
    vi.stubGlobal('isSecureContext', false)
    for (const error of await Promise.all(begin().map(errorOf))) expect(error).toBeInstanceOf(InsecureContextError)
    expect(prompts()).toBe(before)
  })

  test('a stamper is needed', async () => {
    const { wallet, importing, signer } = await openUser()
    const client = createSignerClient({ url: 'http://signer.localhost', fetchFn: signer.fetch })
    const { organizationId, walletId, address } = wallet
    const errors = await Promise.all(
      [exportWallet(client, { organizationId, walletId, address }), importWallet(client, importing)].map(errorOf),
    )
    for (const error of errors) expect(error).toBeInstanceOf(StamperMissingError)
  })
})

describe('the key that is trusted', () => {
  const trusted = async (
    more: Partial<createSignerClient.Parameters>,
    database?: string,
  ): Promise<string | undefined> => {
    const { wallet, signer, client } = await openUser(database ? { signer: { database } } : {})
    const { organizationId, walletId, address } = wallet
    const { stamper } = client
    const asking = createSignerClient({ stamper, fetchFn: signer.fetch, ...more })
    return exportWallet(asking, { organizationId, walletId, address }).then(
      () => 'exported',
      (error) => findError(error, PasskeyAccountError)?.name,
    )
  }

  test.each([
    'http://localhost:8181',
    'http://127.0.0.1',
    'http://[::1]:1',
    'https://app.localhost',
    'http://127.3.2.1:8',
  ])('on loopback, %s, is that of a signer in memory', async (url) => {
    expect(await trusted({ url })).toBe('exported')
  })

  test.each(['https://signer.example.com', 'https://localhost.example.com', 'https://127.0.0.1.nip.io', undefined])(
    'elsewhere, %s, is that of production',
    async (url) => {
      expect(await trusted(url ? { url } : {})).toBe('AnswerMismatchError')
    },
  )

  test('with allowHttp is that of production as well', async () => {
    expect(await trusted({ url: 'http://10.0.2.2:8181', allowHttp: true })).toBe('AnswerMismatchError')
  })

  test('is the one that is passed, wherever the signer is', async () => {
    const signer = await createLocalSigner()
    await signer.close()
    const { trustedKeys } = signer
    expect(await trusted({ url: 'https://signer.example.com', trustedKeys })).toBe('exported')
    expect(
      await trusted({ url: 'https://signer.example.com', trustedKeys: { signer: trustedKeys.signer.toUpperCase() } }),
    ).toBe('exported')
    const production = { signer: PRODUCTION_SIGNER_SIGN_PUBLIC_KEY }
    expect(await trusted({ url: 'http://localhost', trustedKeys: production })).toBe('AnswerMismatchError')
  })

  test.each<[unknown, string]>([
    [undefined, 'is missing'],
    ['', 'is missing'],
    ['hello', 'is not an uncompressed'],
    [`0x${PRODUCTION_SIGNER_SIGN_PUBLIC_KEY}`, 'is not an uncompressed'],
    [`03${PRODUCTION_SIGNER_SIGN_PUBLIC_KEY.slice(2, 66)}`, 'is not an uncompressed'],
  ])('%j is no key, and never means the default', async (key, message) => {
    const { client, wallet, importing, prompts, through } = await openUser()
    const before = prompts()
    const { organizationId, walletId, address } = wallet
    const asking = through({}, { trustedKeys: { signer: key as string } })
    const errors = await Promise.all(
      [exportWallet(asking, { organizationId, walletId, address }), importWallet(asking, importing)].map(errorOf),
    )
    for (const error of errors) {
      expect(error).toMatchObject({ name: 'InvalidParameterError', parameter: 'trustedKeys.signer' })
      expect(error).toMatchObject({ message: expect.stringContaining(message) })
    }
    expect([prompts(), client.url]).toEqual([before, 'http://signer.localhost'])
  })
})

test('out of one signer and into another: the same address, and the same signatures', async () => {
  const from = await openUser()
  const to = await openUser()
  const { organizationId, walletId, address } = from.wallet
  const mnemonic = await exportWallet(from.client, { organizationId, walletId, address })
  const { userId } = to
  const imported = await importWallet(to.client, {
    organizationId: to.organizationId,
    userId,
    walletName: 'Mine',
    mnemonic,
  })
  expect(imported).toMatchObject({ address, publicKey: from.wallet.publicKey })
  const account = createPasskeyAccount({ client: to.client, ...to.wallet, ...imported })
  const transaction = { chainId: 1, to: address, value: 1n, nonce: 0, gas: 21_000n, maxFeePerGas: 1n } as const
  expect(await account.signTransaction(transaction)).toBe(await from.account.signTransaction(transaction))
  expect(await account.signMessage({ message: 'mine' })).toBe(await from.account.signMessage({ message: 'mine' }))
})

test('an API key imports and exports as a script does', async () => {
  const signer = await createLocalSigner()
  onTestFinished(signer.close)
  const stamper = apiKeyStamper(signer.apiKey)
  const client = createSignerClient({ url: 'http://localhost', fetchFn: signer.fetch, stamper })
  const { organizationId } = signer
  const { userId } = await whoami(client, { organizationId })
  const imported = await importWallet(client, { organizationId, userId, walletName: 'W', mnemonic: words })
  expect(await exportWallet(client, { organizationId, ...imported })).toBe(words)
})

const attacker = `04${createECDH('prime256v1').generateKeys('hex').slice(2)}`

function base64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}

import { loadTests, type TestCase } from '@ethersproject/testcases'
import { recoverAddress, serializeTypedData } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount, sign } from 'viem/accounts'
import { hashTypedData, keccak256, sha256, stringToHex } from 'viem/utils'
import { expect, test } from 'vitest'
import { describeSigner, type SignerContext } from './describeSigner.js'
import { at, textAt } from './testClient.js'

const privateKey = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'
const account: PrivateKeyAccount = privateKeyToAccount(privateKey)

async function signRaw(context: SignerContext, parameters: Record<string, unknown>) {
  const { signer, submit } = context
  return submit(signer.apiKey, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', {
    signWith: account.address,
    encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
    hashFunction: 'HASH_FUNCTION_NO_OP',
    ...parameters,
  })
}

/** Random typed data and its digest. */
const published = loadTests<TestCase.Eip712[]>('eip712')

/** Formats a signature as viem does. */
async function signature(context: SignerContext, parameters: Record<string, unknown>): Promise<string> {
  const answer = await signRaw(context, parameters)
  expect(answer.status, answer.text).toBe(200)
  const result = at(answer.body, 'activity.result.signRawPayloadResult')
  const [r, s, v] = ['r', 's', 'v'].map((name) => textAt(result, name))
  expect(r).toMatch(/^[0-9a-f]{64}$/)
  expect(s).toMatch(/^[0-9a-f]{64}$/)
  expect(v).toMatch(/^0[01]$/)
  return `0x${r}${s}${v === '00' ? '1b' : '1c'}`
}

async function importKey({ signer }: SignerContext) {
  return signer.importPrivateKey({ organizationId: signer.organizationId, privateKey, name: 'Anvil 0' })
}

describeSigner('raw payloads', {}, (context) => {
  test('in hex of any case, with and without 0x, by address and by id', async () => {
    const { privateKeyId, address } = await importKey(context)
    expect(address).toBe(account.address)
    const digest = 'abcdef0123456789'.repeat(4)
    const expected = await sign({ hash: `0x${digest}`, privateKey, to: 'hex' })
    for (const payload of [digest, `0x${digest}`, digest.toUpperCase(), `0X${digest.toUpperCase()}`])
      expect(await signature(context, { payload })).toBe(expected)
    expect(await signature(context, { payload: digest, signWith: privateKeyId })).toBe(expected)
  })

  test('of every length, hashed as viem does', async () => {
    await importKey(context)
    const { signer, submit } = context
    // A block of Keccak has 136 bytes.
    const payloads = Array.from({ length: 300 }, (_, length) => Buffer.alloc(length, length).toString('hex'))
    const signed = await submit(signer.apiKey, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS', {
      signWith: account.address,
      payloads,
      encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
      hashFunction: 'HASH_FUNCTION_KECCAK256',
    })
    for (const [index, payload] of payloads.entries()) {
      const { r, s } = await sign({ hash: keccak256(`0x${payload}`), privateKey })
      expect(at(signed.body, `activity.result.signRawPayloadsResult.signatures.${index}`)).toMatchObject({
        r: r.slice(2),
        s: s.slice(2),
      })
    }
  })

  test('as text, with either hash function', async () => {
    await importKey(context)
    const text = 'grüße 👋'
    const base = { payload: text, encoding: 'PAYLOAD_ENCODING_TEXT_UTF8' }
    expect(await signature(context, { ...base, hashFunction: 'HASH_FUNCTION_KECCAK256' })).toBe(
      await sign({ hash: keccak256(stringToHex(text)), privateKey, to: 'hex' }),
    )
    expect(await signature(context, { ...base, hashFunction: 'HASH_FUNCTION_SHA256' })).toBe(
      await sign({ hash: sha256(stringToHex(text)), privateKey, to: 'hex' }),
    )
    expect(
      await signature(context, {
        payload: '',
        encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
        hashFunction: 'HASH_FUNCTION_KECCAK256',
      }),
    ).toBe(await sign({ hash: keccak256('0x'), privateKey, to: 'hex' }))
    expect(await signature(context, { payload: '0xff00', hashFunction: 'HASH_FUNCTION_KECCAK256' })).toBe(
      await sign({ hash: keccak256('0xff00'), privateKey, to: 'hex' }),
    )
    const exactly32 = 'a text of exactly 32 bytes......'
    expect(await signature(context, { payload: exactly32, encoding: 'PAYLOAD_ENCODING_TEXT_UTF8' })).toBe(
      await sign({ hash: stringToHex(exactly32), privateKey, to: 'hex' }),
    )
  })

  test('a hundred digests, the same as viem byte for byte', { timeout: 60_000 }, async () => {
    await importKey(context)
    let hash = keccak256('0x')
    for (let round = 0; round < 100; round++) {
      hash = keccak256(hash)
      expect(await signature(context, { payload: hash })).toBe(await sign({ hash, privateKey, to: 'hex' }))
    }
  })

  test.each([
    ['a digest of 31 bytes', { payload: '11'.repeat(31) }, 'expected a 32-bytes-long digest'],
    ['a digest of 33 bytes', { payload: '11'.repeat(33) }, 'expected a 32-bytes-long digest'],
    ['an empty digest', { payload: '' }, 'expected a 32-bytes-long digest'],
    ['odd hex', { payload: '0x123' }, 'invalid payload encoding: the payload is not hexadecimal'],
    ['not hex', { payload: 'xyz' }, 'invalid payload encoding: the payload is not hexadecimal'],
    ['an unknown encoding', { payload: '00', encoding: 'PAYLOAD_ENCODING_SOLANA' }, 'invalid payload encoding'],
    ['an unknown hash', { payload: '00', hashFunction: 'HASH_FUNCTION_MD5' }, 'invalid hash function'],
    [
      'the hash of Ed25519',
      { payload: '00', hashFunction: 'HASH_FUNCTION_NOT_APPLICABLE' },
      'invalid hash function: HASH_FUNCTION_NOT_APPLICABLE is for Ed25519 keys only',
    ],
    [
      'typed data with a hash',
      { payload: '{}', encoding: 'PAYLOAD_ENCODING_EIP712', hashFunction: 'HASH_FUNCTION_KECCAK256' },
      'invalid hash function: this encoding defines its own hash and takes HASH_FUNCTION_NO_OP only',
    ],
    ['without a payload', { payload: undefined }, 'invalid request body: missing field `parameters.payload`'],
    [
      'without a key',
      { payload: '00', signWith: undefined },
      'invalid request body: missing field `parameters.signWith`',
    ],
  ])('refused: %s', async (_, parameters, message) => {
    await importKey(context)
    expect(await signRaw(context, parameters)).toMatchObject({ status: 400, body: { code: 3, message } })
  })

  test('refused for an unknown key: addresses are case-sensitive', async () => {
    const { privateKeyId } = await importKey(context)
    for (const signWith of [
      account.address.toLowerCase(),
      account.address.slice(2),
      privateKeyId.toUpperCase(),
      '0x0000000000000000000000000000000000000000',
      '00000000-0000-4000-8000-00000000dead',
      'nobody',
    ])
      expect(await signRaw(context, { payload: '11'.repeat(32), signWith })).toMatchObject({
        status: 404,
        body: {
          code: 5,
          message: 'Could not find any resource to sign with. Addresses are case sensitive.',
        },
      })
  })
})

const domainTypes = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' },
  { name: 'verifyingContract', type: 'address' },
] as const

const mail = {
  domain: {
    name: 'Ether Mail',
    version: '1',
    chainId: 1n,
    verifyingContract: '0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC',
  },
  types: {
    Person: [
      { name: 'name', type: 'string' },
      { name: 'wallet', type: 'address' },
    ],
    Mail: [
      { name: 'from', type: 'Person' },
      { name: 'to', type: 'Person[]' },
      { name: 'contents', type: 'string' },
      { name: 'amount', type: 'uint256' },
      { name: 'delta', type: 'int64' },
      { name: 'data', type: 'bytes' },
      { name: 'hash', type: 'bytes32' },
      { name: 'urgent', type: 'bool' },
      { name: 'pair', type: 'uint8[2]' },
    ],
  },
  primaryType: 'Mail',
  message: {
    from: { name: 'Cow', wallet: '0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826' },
    to: [{ name: 'Bob', wallet: '0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB' }],
    contents: 'Hello, Bob!',
    amount: 2n ** 255n + 7n,
    delta: -5n,
    data: '0xdeadbeef',
    hash: `0x${'ab'.repeat(32)}`,
    urgent: true,
    pair: [1, 2],
  },
} as const

describeSigner('typed data', {}, (context) => {
  const eip712 = { encoding: 'PAYLOAD_ENCODING_EIP712' }
  const withDomain = { ...mail, types: { EIP712Domain: domainTypes, ...mail.types } }

  test('as viem serializes it', async () => {
    await importKey(context)
    const expected = await account.signTypedData(mail)
    expect(await signature(context, { ...eip712, payload: serializeTypedData(withDomain) })).toBe(expected)
  })

  test('without EIP712Domain in types, with integers as strings, hex or numbers', async () => {
    await importKey(context)
    const expected = await account.signTypedData(mail)
    const message = { ...mail.message, amount: (2n ** 255n + 7n).toString(), delta: -5 }
    const domain = { ...mail.domain, chainId: 1 }
    expect(await signature(context, { ...eip712, payload: JSON.stringify({ ...mail, domain, message }) })).toBe(
      expected,
    )
    const other = {
      ...mail,
      domain: { ...mail.domain, chainId: '0x1' },
      message: { ...mail.message, amount: `0x${(2n ** 255n + 7n).toString(16)}`, delta: '-5', pair: ['1', '0x2'] },
    }
    expect(await signature(context, { ...eip712, payload: JSON.stringify(other) })).toBe(expected)
  })

  test('without a domain', async () => {
    await importKey(context)
    const bare = {
      types: { Note: [{ name: 'text', type: 'string' }] },
      primaryType: 'Note',
      message: { text: 'x' },
    } as const
    const expected = await sign({ hash: hashTypedData({ domain: {}, ...bare }), privateKey, to: 'hex' })
    expect(await signature(context, { ...eip712, payload: JSON.stringify(bare) })).toBe(expected)
    expect(await signature(context, { ...eip712, payload: JSON.stringify({ domain: {}, ...bare }) })).toBe(expected)
    expect(await signature(context, { ...eip712, payload: serializeTypedData({ domain: {}, ...bare }) })).toBe(expected)
  })

  test('of ethers’ thousand test cases', async () => {
    await importKey(context)
    const { signer, submit } = context
    for (const some of [published.slice(0, 1000), published.slice(1000)]) {
      const { body } = await submit(signer.apiKey, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS', {
        signWith: account.address,
        payloads: some.map(({ domain, types, primaryType, data }) =>
          JSON.stringify({ domain, types, primaryType, message: data }),
        ),
        encoding: 'PAYLOAD_ENCODING_EIP712',
        hashFunction: 'HASH_FUNCTION_NO_OP',
      })
      const signatures = at(body, 'activity.result.signRawPayloadsResult.signatures')
      const expected = await Promise.all(some.map(({ digest }) => sign({ hash: `0x${digest.slice(2)}`, privateKey })))
      expect(signatures).toEqual(
        expected.map(({ r, s, yParity }) => ({
          r: r.slice(2).padStart(64, '0'),
          s: s.slice(2).padStart(64, '0'),
          v: `0${yParity}`,
        })),
      )
    }
  })

  test('whose primary type is EIP712Domain', async () => {
    await importKey(context)
    const { domain } = mail
    const types = { EIP712Domain: domainTypes }
    const payload = serializeTypedData({ domain, types, primaryType: 'EIP712Domain' })
    const hash = hashTypedData({ domain, types, primaryType: 'EIP712Domain' })
    expect(await signature(context, { ...eip712, payload })).toBe(await sign({ hash, privateKey, to: 'hex' }))
  })

  const message = { ...mail.message, amount: '7', delta: '-5' }
  const domain = { ...mail.domain, chainId: 1 }
  const changed = (changes: Record<string, unknown>): string =>
    JSON.stringify({ ...withDomain, domain, message: { ...message, ...changes } })

  test.each([
    ['malformed JSON', '{'],
    ['an array', '[]'],
    ['missing types', JSON.stringify({ ...withDomain, domain, message, types: undefined })],
    ['an unknown primary type', JSON.stringify({ ...withDomain, domain, message, primaryType: 'Letter' })],
    [
      'a primary type that Object.prototype has',
      JSON.stringify({ ...withDomain, domain, message, primaryType: 'constructor' }),
    ],
    ['a missing message', JSON.stringify({ ...withDomain, domain, message: undefined })],
    ['a missing field', changed({ contents: undefined })],
    ['a negative uint', changed({ amount: -1 })],
    ['a uint that is too large', changed({ amount: (2n ** 256n).toString() })],
    ['an int that is too small', changed({ delta: (-(2n ** 63n) - 1n).toString() })],
    ['a fraction', changed({ amount: 1.5 })],
    ['a word for a number', changed({ amount: 'seven' })],
    ['an empty string for a number', changed({ amount: '' })],
    ['an address that is too short', changed({ from: { name: 'Cow', wallet: '0x1234' } })],
    ['bytes without 0x', changed({ data: 'deadbeef' })],
    ['odd bytes', changed({ data: '0xabc' })],
    ['31 bytes for 32', changed({ hash: `0x${'ab'.repeat(31)}` })],
    ['a word for a bool', changed({ urgent: 'false' })],
    ['a number for a string', changed({ contents: 5 })],
    ['three items for a pair', changed({ pair: [1, 2, 3] })],
    ['an object for an array', changed({ to: { name: 'Bob' } })],
    [
      'an unknown type',
      JSON.stringify({
        ...withDomain,
        domain,
        message,
        types: { ...withDomain.types, Person: [{ name: 'name', type: 'uint7' }] },
      }),
    ],
    ['a domain that lacks a field of its type', JSON.stringify({ ...withDomain, message, domain: {} })],
    ['a domain that is a number', JSON.stringify({ ...withDomain, message, domain: 5 })],
  ])('refused with %s', async (_, payload) => {
    await importKey(context)
    const answer = await signRaw(context, { ...eip712, payload })
    expect(answer).toMatchObject({ status: 400, body: { code: 3, turnkeyErrorCode: 'REQUEST_INVALID' } })
    expect(textAt(answer.body, 'message')).toMatch(/^invalid payload encoding: /)
  })

  test('refused with an integer that JSON would round', async () => {
    await importKey(context)
    const payload = changed({ amount: 'X' }).replace('"X"', '9007199254740993')
    expect(await signRaw(context, { ...eip712, payload })).toMatchObject({
      status: 400,
      body: {
        message:
          'invalid payload encoding: "message.amount" of the typed data is beyond 2^53, where JSON numbers are rounded; send it as a decimal string',
      },
    })
  })
})

describeSigner('authorizations', {}, (context) => {
  const eip7702 = { encoding: 'PAYLOAD_ENCODING_EIP7702_AUTHORIZATION' }
  const address = '0x5FbDB2315678afecb367f032d93F642f64180aa3'

  test.each([
    { chainId: 1, nonce: 0 },
    { chainId: 31337, nonce: 300 },
    { chainId: 0, nonce: 1 },
  ])('%o', async ({ chainId, nonce }) => {
    await importKey(context)
    const signed = await account.signAuthorization({ address, chainId, nonce })
    const expected = `${signed.r}${signed.s.slice(2)}${signed.yParity === 0 ? '1b' : '1c'}`
    for (const payload of [
      { address, chainId, nonce },
      { address: address.toLowerCase(), chainId: String(chainId), nonce: `0x${nonce.toString(16)}` },
    ])
      expect(await signature(context, { ...eip7702, payload: JSON.stringify(payload) })).toBe(expected)
  })

  test.each([
    ['malformed JSON', 'x'],
    ['a missing address', '{"chainId":1,"nonce":0}'],
    ['a short address', '{"address":"0x12","chainId":1,"nonce":0}'],
    ['no chain id', `{"address":"${address}","nonce":0}`],
    ['a negative nonce', `{"address":"${address}","chainId":1,"nonce":-1}`],
    ['a nonce over 64 bits', `{"address":"${address}","chainId":1,"nonce":"18446744073709551616"}`],
    ['a rounded nonce', `{"address":"${address}","chainId":1,"nonce":9007199254740993}`],
    ['a fraction of a nonce', `{"address":"${address}","chainId":1,"nonce":0.5}`],
  ])('refused with %s', async (_, payload) => {
    await importKey(context)
    expect(await signRaw(context, { ...eip7702, payload })).toMatchObject({ status: 400, body: { code: 3 } })
  })
})

describeSigner('keys of a wallet', {}, (context) => {
  test('are those of its mnemonic, and belong to its address', async () => {
    const { signer, submit } = context
    const created = await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', {
      walletName: 'Many',
      accounts: ["m/44'/60'/0'/0/0", "m/44'/60'/0'/0/1", "m/44'/60'/0'/0", "m/0/2147483647'/1", 'm'].map((path) => ({
        curve: 'CURVE_SECP256K1',
        pathFormat: 'PATH_FORMAT_BIP32',
        path,
        addressFormat: 'ADDRESS_FORMAT_ETHEREUM',
      })),
      mnemonicLength: 24,
    })
    const addresses = at(created.body, 'activity.result.createWalletResult.addresses')
    if (!Array.isArray(addresses)) throw new Error(created.text)
    expect(new Set(addresses).size).toBe(5)
    const hash = keccak256('0x01')
    for (const address of addresses) {
      const signed = await signature(context, { signWith: address, payload: hash })
      expect(await recoverAddress({ hash, signature: `0x${signed.slice(2)}` })).toBe(address)
    }
  })
})

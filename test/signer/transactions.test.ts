import {
  concatHex,
  getAddress,
  type Hex,
  parseTransaction,
  recoverTransactionAddress,
  serializeTransaction,
  toHex,
  toRlp,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { expect, test } from 'vitest'
import { describeSigner, type SignerContext } from './describeSigner.js'
import { textAt } from './testClient.js'

const privateKey = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'
const account = privateKeyToAccount(privateKey)
const to = getAddress('0x2ad9ea1e677949a536a270cec812d6e868c88108')

async function signTransaction(
  context: SignerContext,
  unsignedTransaction: string,
  type = 'TRANSACTION_TYPE_ETHEREUM',
) {
  const { signer, submit } = context
  await signer.importPrivateKey({ organizationId: signer.organizationId, privateKey }).catch((error: Error) => {
    if (!/already been imported/.test(error.message)) throw error
  })
  return submit(signer.apiKey, 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2', {
    signWith: account.address,
    unsignedTransaction,
    type,
  })
}

async function signed(context: SignerContext, unsigned: string): Promise<Hex> {
  const answer = await signTransaction(context, unsigned)
  expect(answer.status, answer.text).toBe(200)
  const hex = textAt(answer.body, 'activity.result.signTransactionResult.signedTransaction')
  expect(hex).toMatch(/^[0-9a-f]+$/)
  return `0x${hex}`
}

const accessList = [{ address: to, storageKeys: [toHex(1, { size: 32 }), toHex(2, { size: 32 })] }] as const

const transactions = {
  'legacy before EIP-155': { type: 'legacy', gas: 21000n, gasPrice: 1n, nonce: 0, to, value: 1n },
  'legacy with EIP-155': { type: 'legacy', chainId: 1, gas: 21000n, gasPrice: 1n, nonce: 1000, to, value: 1n },
  'legacy on a large chain': { type: 'legacy', chainId: 2 ** 40, gas: 21000n, gasPrice: 1n, nonce: 0, to },
  'legacy that creates': {
    type: 'legacy',
    chainId: 1,
    gas: 21000n,
    gasPrice: 1n,
    nonce: 0,
    data: `0x${'60'.repeat(300)}`,
  },
  'EIP-2930': { type: 'eip2930', chainId: 1, gas: 21000n, gasPrice: 1n, nonce: 7, to, accessList },
  'EIP-1559': {
    type: 'eip1559',
    chainId: 31337,
    gas: 21000n,
    maxFeePerGas: 2n * 10n ** 9n,
    maxPriorityFeePerGas: 1n,
    nonce: 0,
    to,
    value: 10n ** 18n,
    data: '0x00ff',
    accessList,
  },
  'EIP-4844': {
    type: 'eip4844',
    chainId: 1,
    gas: 21000n,
    maxFeePerGas: 2n,
    maxPriorityFeePerGas: 1n,
    maxFeePerBlobGas: 3n,
    blobVersionedHashes: [`0x01${'00'.repeat(31)}`],
    nonce: 0,
    to,
  },
  'EIP-7702': {
    type: 'eip7702',
    chainId: 1,
    gas: 100000n,
    maxFeePerGas: 2n,
    maxPriorityFeePerGas: 1n,
    nonce: 0,
    to,
    authorizationList: [
      { address: to, chainId: 0, nonce: 1, r: toHex(5n, { size: 32 }), s: toHex(6n, { size: 32 }), yParity: 1 },
    ],
  },
} as const

describeSigner('transactions', {}, (context) => {
  test.each(Object.entries(transactions))('%s, the same as viem byte for byte', async (_, transaction) => {
    const unsigned = serializeTransaction(transaction)
    const expected = await account.signTransaction(transaction)
    expect(await signed(context, unsigned)).toBe(expected)
    expect(await signed(context, unsigned.slice(2).toUpperCase())).toBe(expected)
  })

  test('of the reference’s samples', async () => {
    for (const unsigned of [
      'df8001825208942ad9ea1e677949a536a270cec812d6e868c881080180018080',
      'dc8001825208942ad9ea1e677949a536a270cec812d6e868c881080180',
      '02e1827a69800102825208942ad9ea1e677949a536a270cec812d6e868c881080180c0',
      '02ea83aa36a780843b9aca0084773594008252089400000000000000000000000000000000000000008080c0',
    ]) {
      const serialized = await signed(context, unsigned)
      // viem's type of serialized transactions requires the transaction's type.
      const { from } = { from: await recoverTransactionAddress({ serializedTransaction: serialized as never }) }
      expect(from).toBe(account.address)
      expect(parseTransaction(serialized as never)).toMatchObject(parseTransaction(`0x${unsigned}`))
    }
  })

  const { 'EIP-1559': eip1559, 'EIP-4844': eip4844, 'EIP-7702': eip7702 } = transactions
  const fields = (changes: Record<number, unknown> = {}, base?: readonly unknown[]): Hex => {
    const list: unknown[] = [...(base ?? ['0x01', '0x', '0x01', '0x02', '0x5208', to, '0x01', '0x', []])]
    for (const [index, value] of Object.entries(changes)) list[Number(index)] = value
    return concatHex(['0x02', toRlp(list as never)])
  }

  test('with a canonical list of fields', async () => {
    await signed(context, fields())
  })

  /** An EIP-1559 transaction whose nonce is encoded as given. */
  const withNonce = (nonce: string): string => {
    const content = `01${nonce}010282520894${to.slice(2)}0180c0`
    return `02${(0xc0 + content.length / 2).toString(16)}${content}`
  }
  const content = withNonce('07').slice(4)
  const length = (content.length / 2).toString(16).padStart(2, '0')

  test('whose encoding is canonical', async () => {
    await signed(context, withNonce('07'))
  })

  test.each([
    ['a byte with a length', withNonce('8107')],
    ['the length of a string in a byte of its own', withNonce('b80107')],
    ['the length of the list in a byte of its own', `02f8${length}${content}`],
    ['a length with a leading zero', `02f900${length}${content}`],
  ])('is refused with %s', async (_, unsigned) => {
    const { status, text } = await signTransaction(context, unsigned)
    expect(status).toBe(400)
    expect(text).toContain('failed to parse transaction: its RLP is not canonical')
  })

  test.each([
    ['nothing', '0x00'],
    ['not hex', 'transaction'],
    ['odd hex', '0x02c'],
    ['bytes', '0x02820102'],
    ['an unknown type', concatHex(['0x05', `0x${serializeTransaction(eip1559).slice(4)}`])],
    ['the type of Tempo', concatHex(['0x76', `0x${serializeTransaction(eip1559).slice(4)}`])],
    ['bytes left over', concatHex([serializeTransaction(eip1559), '0x00'])],
    ['truncated', serializeTransaction(eip1559).slice(0, -2)],
    ['a field too many', fields({ 9: '0x' })],
    ['a field too few', concatHex(['0x02', toRlp(['0x01', '0x', '0x01', '0x02', '0x5208', to, '0x01', '0x'])])],
    ['signed already, with an empty signature', fields({ 9: '0x', 10: '0x', 11: '0x' })],
    ['a chain id of zero', fields({ 0: '0x' })],
    ['a nonce with a leading zero', fields({ 1: '0x0001' })],
    ['a nonce of one zero byte', fields({ 1: '0x00' })],
    ['a nonce over 64 bits', fields({ 1: '0x010000000000000000' })],
    ['a fee over 256 bits', fields({ 3: `0x01${'00'.repeat(32)}` })],
    ['a recipient of 19 bytes', fields({ 5: `0x${'11'.repeat(19)}` })],
    ['a list for a value', fields({ 6: [] })],
    ['bytes for an access list', fields({ 8: '0x' })],
    ['an access list with a short key', fields({ 8: [[to, ['0x01']]] })],
    ['an access list with a third part', fields({ 8: [[to, [], '0x']] })],
    ['a length in its long form', '0x02f81b018001028252089400000000000000000000000000000000000000008080c0'],
    ['a byte in its long form', '0x02df018001028252089400000000000000000000000000000000000000008100c0'],
    [
      'a blob transaction that creates',
      serializeTransaction(eip4844).replace(to.slice(2).toLowerCase(), '').replace('03f8', '03f8'),
    ],
    ['a blob transaction without blobs', blobs([])],
    ['a blob hash of another version', blobs([`0x02${'00'.repeat(31)}`])],
    ['an empty authorization list', authorizations([])],
    ['an authorization with five parts', authorizations([['0x', to, '0x', '0x', '0x01']])],
    [
      'legacy with a signature in place of EIP-155',
      toRlp(['0x', '0x01', '0x5208', to, '0x01', '0x', '0x1b', '0x01', '0x01']),
    ],
    ['legacy with a chain id of zero', toRlp(['0x', '0x01', '0x5208', to, '0x01', '0x', '0x', '0x', '0x'])],
    ['legacy with seven fields', toRlp(['0x', '0x01', '0x5208', to, '0x01', '0x', '0x01'])],
    ['lists in lists without end', concatHex(['0x02', nested(20_000)])],
  ])('refused: %s', async (_, unsigned) => {
    expect(await signTransaction(context, unsigned)).toMatchObject({
      status: 400,
      body: {
        code: 3,
        message: expect.stringMatching(/^failed to parse transaction: ./),
        turnkeyErrorCode: 'INVALID_TRANSACTION',
      },
    })
  })

  test.each([
    [
      'gas',
      toRlp(['0x', '0x01', `0x01${'00'.repeat(8)}`, to, '0x01', '0x']),
      'gas must be an integer of at most 8 bytes',
    ],
    ['value', toRlp(['0x', '0x01', '0x5208', to, '0x00', '0x']), 'value must be an integer of at most 32 bytes'],
    ['to', toRlp(['0x', '0x01', '0x5208', '0x1234', '0x01', '0x']), 'to must be an address, or empty'],
    [
      'chainId',
      toRlp(['0x', '0x01', '0x5208', to, '0x01', '0x', '0x', '0x', '0x']),
      'chainId must be an integer above 0',
    ],
    ['a signature', toRlp(['0x', '0x01', '0x5208', to, '0x01', '0x', '0x01', '0x01', '0x01']), 'it is signed already'],
    ['the number of fields', toRlp(['0x', '0x01', '0x5208']), 'it has 3 fields'],
    ['the type', '0x05c0', 'type 5 is not supported'],
  ] as const)('a refusal names %s', async (_, unsigned, problem) => {
    const { body } = await signTransaction(context, unsigned)
    expect(body).toMatchObject({ message: expect.stringContaining(`failed to parse transaction: ${problem}`) })
  })

  test('refused for other chains', async () => {
    for (const type of ['TRANSACTION_TYPE_SOLANA', 'TRANSACTION_TYPE_TEMPO'])
      expect(await signTransaction(context, serializeTransaction(eip7702), type)).toMatchObject({
        status: 501,
        body: { code: 12, turnkeyErrorCode: 'UNSUPPORTED_TRANSACTION_TYPE' },
      })
    expect(await signTransaction(context, '00', 'TRANSACTION_TYPE_CELO')).toMatchObject({ status: 400 })
  })
})

function blobs(hashes: readonly Hex[]): Hex {
  return concatHex(['0x03', toRlp(['0x01', '0x', '0x01', '0x02', '0x5208', to, '0x', '0x', [], '0x03', hashes])])
}

function authorizations(list: readonly (readonly Hex[])[]): Hex {
  return concatHex(['0x04', toRlp(['0x01', '0x', '0x01', '0x02', '0x5208', to, '0x', '0x', [], list])])
}

function nested(depth: number): Hex {
  let bytes: Uint8Array = Uint8Array.of(0xc0)
  for (let level = 0; level < depth; level++) {
    const { length } = bytes
    const prefix = length <= 55 ? [0xc0 + length] : length < 256 ? [0xf8, length] : [0xf9, length >> 8, length & 0xff]
    bytes = Buffer.concat([Uint8Array.from(prefix), bytes])
  }
  return `0x${Buffer.from(bytes).toString('hex')}`
}

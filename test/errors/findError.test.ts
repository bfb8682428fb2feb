import * as viem from 'viem'
import { BaseError, createWalletClient, custom, UserRejectedRequestError } from 'viem'
import * as older from 'viem-older'
import { toAccount } from 'viem-older/accounts'
import * as here from 'viem-passkey-account'
import {
  AnswerMismatchError,
  ClockSkewError,
  findError,
  NotPermittedError,
  type PasskeyAccount,
  PasskeyAccountError,
  PasskeyCancelledError,
  SignatureMismatchError,
  SignerError,
  SignerRequestError,
  SignerUnreachableError,
} from 'viem-passkey-account'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { afterAll, describe, expect, expectTypeOf, test } from 'vitest'
import { buildCopy, type Copy } from './buildCopy.js'

const copies: [string, Copy][] = [
  ['a minified copy', await buildCopy({ format: 'esm', minify: true, viem: 'viem' })],
  ['a CommonJS copy', await buildCopy({ format: 'cjs', minify: false, viem: 'viem' })],
  [
    'a minified CommonJS copy on the lowest viem',
    await buildCopy({ format: 'cjs', minify: true, viem: 'viem-lowest' }),
  ],
]
afterAll(() => {
  for (const [, copy] of copies) copy.remove()
})

type Root = typeof here
const url = 'https://signer.example'
const unreachable = (root: Root) => new root.SignerUnreachableError({ url, cause: new TypeError('fetch failed') })
const mismatch = (root: Root) =>
  new root.SignatureMismatchError({ expected: '0x01', received: '0x02', reason: 'wrong' })

const chain = { request: async ({ method }: { method: string }) => (method === 'eth_chainId' ? '0x1' : undefined) }
const transaction = {
  chain: null,
  type: 'eip1559',
  to: '0x00000000000000000000000000000000000000aa',
  nonce: 0,
  gas: 21_000n,
  maxFeePerGas: 1n,
  maxPriorityFeePerGas: 1n,
} as const

class ForeignError extends Error {
  override name = 'ForeignError'
}

describe.each<[string, Pick<Copy, 'root' | 'viem'>]>([['the package', { root: here, viem }], ...copies])(
  'an error of %s',
  (name, { root, viem }) => {
    test('is an instance of the class of its copy only', () => {
      expect(unreachable(root) instanceof SignerUnreachableError).toBe(name === 'the package')
      expect(unreachable(root)).toBeInstanceOf(viem.BaseError)
    })

    test('is found by its class and by its base classes, and by no other', () => {
      const error = unreachable(root)
      for (const Class of [SignerUnreachableError, SignerError, PasskeyAccountError])
        expect(findError(error, Class)).toBe(error)
      for (const Class of [SignatureMismatchError, SignerRequestError, NotPermittedError])
        expect(findError(error, Class)).toBe(undefined)
    })

    test('is found by the classes of the copy that looks, whichever that is', () => {
      const error = unreachable(here)
      expect(root.findError(error, root.SignerUnreachableError)).toBe(error)
      expect(root.findError(error, root.SignerError)).toBe(error)
      expect(root.findError(error, root.AnswerMismatchError)).toBe(undefined)
    })

    test("is found as the app's own subclass of it", () => {
      class OwnError extends root.SignerUnreachableError {
        override name = 'OwnError'
      }
      const error = new OwnError({ url, cause: new Error() })
      expect(findError(error, SignerUnreachableError)).toBe(error)
      expect(findError(error, OwnError)).toBe(error)
      // The subclass has no name of ours, so what it extends is not taken for it.
      expect(findError(unreachable(root), OwnError)).toBe(undefined)
    })

    test.each<[string, (cause: Error) => unknown]>([
      ['viem', (cause) => new BaseError('failed', { cause })],
      ['viem 2.23', (cause) => new older.BaseError('failed', { cause })],
      ['both', (cause) => new older.BaseError('failed', { cause: new BaseError('failed', { cause }) })],
      ['another library', (cause) => new ForeignError('failed', { cause })],
      ['an object that is no error', (cause) => ({ reason: 'failed', cause })],
      ['an AggregateError', (cause) => new AggregateError([new Error('one'), cause])],
      [
        'all of them',
        (cause) => new AggregateError([new ForeignError('', { cause: { cause: new BaseError('', { cause }) } })]),
      ],
    ])('is found behind %s', (_, wrap) => {
      const error = mismatch(root)
      expect(findError(wrap(error), SignatureMismatchError)).toBe(error)
      expect(findError(wrap(error), PasskeyAccountError)).toBe(error)
      expect(findError(wrap(error), SignerError)).toBe(undefined)
    })

    test.each<[string, (account: PasskeyAccount) => Promise<unknown>]>([
      ['viem', (account) => createWalletClient({ account, transport: custom(chain) }).sendTransaction(transaction)],
      [
        'viem 2.23',
        ({ address, signTransaction, signMessage }) => {
          const account = toAccount({
            address,
            signMessage,
            signTransaction: () => signTransaction({ ...transaction, chainId: 1 }),
            signTypedData: () => Promise.reject(new Error('not part of this test')),
          })
          return older
            .createWalletClient({ account, transport: older.custom(chain) })
            .sendTransaction({ ...transaction, account })
        },
      ],
    ])('is found in what a wallet client of %s throws', async (_, send) => {
      const { getFn, next } = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
      const account = root.createPasskeyAccount({
        client: root.createSignerClient({ stamper: root.webAuthnStamper({ rpId: 'localhost', getFn }) }),
        organizationId: 'organization',
        address: transaction.to,
      })
      next('cancel')
      const thrown = await send(account).catch((error) => error)
      expect(thrown).toMatchObject({ name: 'TransactionExecutionError' })
      expect(findError(thrown, PasskeyCancelledError)).toMatchObject({ name: 'PasskeyCancelledError', code: 4001 })
      expect(findError(thrown, SignerError)).toBe(undefined)
    })
  },
)

test('the outermost match comes first', () => {
  const inner = mismatch(here)
  const outer = new SignerUnreachableError({ url, cause: inner })
  expect(findError(new Error('', { cause: outer }), PasskeyAccountError)).toBe(outer)
  expect(findError(new Error('', { cause: outer }), SignatureMismatchError)).toBe(inner)
})

test('a class of others is found by instanceof', () => {
  const cancelled = new PasskeyCancelledError({ cause: new DOMException('', 'NotAllowedError') })
  const thrown = new ForeignError('', { cause: cancelled })
  expect(findError(thrown, UserRejectedRequestError)).toBe(cancelled.cause)
  expect(findError(thrown, ForeignError)).toBe(thrown)
  expect(findError(thrown, RangeError)).toBe(undefined)
})

test('a cycle ends', () => {
  const one = new Error('one')
  const other = new AggregateError([one], 'other', { cause: one })
  one.cause = other
  expect(findError(one, PasskeyAccountError)).toBe(undefined)
  const found = mismatch(here)
  other.errors.push(found)
  expect(findError(one, PasskeyAccountError)).toBe(found)
  const itself = new Error('itself')
  itself.cause = itself
  expect(findError(itself, PasskeyAccountError)).toBe(undefined)
})

test('causes that never end do', () => {
  const endless = (): object => ({
    get cause() {
      return endless()
    },
  })
  expect(findError(endless(), PasskeyAccountError)).toBe(undefined)
})

test('a getter or a proxy that throws is passed over', () => {
  const error = mismatch(here)
  const closed = {
    get cause() {
      throw new Error('closed')
    },
  }
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  expect(findError(closed, PasskeyAccountError)).toBe(undefined)
  expect(findError(revoked.proxy, PasskeyAccountError)).toBe(undefined)
  expect(findError(new AggregateError([closed, revoked.proxy, error]), PasskeyAccountError)).toBe(error)
})

test.each<[unknown]>([
  [undefined],
  [null],
  ['SignerError'],
  [42],
  [Symbol('SignerError')],
  [() => {}],
  [Object.create(null)],
])('nothing is found in %s', (thrown) => {
  expect(findError(thrown, PasskeyAccountError)).toBe(undefined)
  expect(findError(new Error('', { cause: thrown }), PasskeyAccountError)).toBe(undefined)
})

test('plain data that names a class is not found as one', () => {
  const forged = { name: 'SignerError', '~passkeyAccountError': 'SignerError' }
  expect(findError(forged, SignerError)).toBe(undefined)
  expect(findError(JSON.parse(JSON.stringify(forged)), SignerError)).toBe(undefined)
})

test('what is found has the type of the class', () => {
  const found = findError(new Error(), ClockSkewError)
  expectTypeOf(found).toEqualTypeOf<ClockSkewError | undefined>()
  expectTypeOf(findError(null, AnswerMismatchError)?.field).toEqualTypeOf<string | undefined>()
  // @ts-expect-error Not a class of errors.
  findError(new Error(), Date)
})

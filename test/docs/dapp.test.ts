import { globSync, readFileSync } from 'node:fs'
import { BaseError, InsufficientFundsError } from 'viem'
import * as root from 'viem-passkey-account'
import {
  AnswerMismatchError,
  PasskeyAccountError,
  PasskeyCancelledError,
  SignerUnreachableError,
  SignUpError,
  UnknownCredentialError,
} from 'viem-passkey-account'
import { expect, test } from 'vitest'
import { describeError } from '../../examples/dapp/src/errors.ts'
import { snippets } from '../../examples/dapp/src/snippets.ts'
import { root as pathOf } from '../../scripts/lib/root.ts'

const read = (path: string): string => readFileSync(pathOf(`examples/dapp/${path}`), 'utf8')

test('the wallet of the demo is at most 160 lines', () => {
  expect(read('src/wallet.ts').trimEnd().split('\n').length).toBeLessThanOrEqual(160)
})

test('the README of the demo names every file of it, and none that is gone', () => {
  const named = [...read('README.md').matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(.+?)`/g)].map(([, file]) => file),
  )
  const files = globSync('{index.html,src/*,server/*}', { cwd: pathOf('examples/dapp') })
  expect(named.toSorted()).toEqual(files.toSorted())
})

test.each(Object.entries(snippets))(
  '"Show code" of %s shows lines of the source, and imports what they use',
  (_, code) => {
    const [imports = '', ...parts] = code.split(/^\/\/ examples\/dapp\/(src\/\w+\.ts)\n/m)
    expect(parts.length).toBeGreaterThan(0)
    for (let index = 0; index < parts.length; index += 2) {
      const source = read(parts[index] ?? '')
        .split('\n')
        .map((line) => line.trim().replace(/,$/, ''))
      const lines = (parts[index + 1] ?? '').split('\n').map((line) => line.trim())
      expect(lines.filter((line) => !source.includes(line.replace(/,$/, '')))).toEqual([])
    }
    const names = [...imports.matchAll(/\b(?!import|type|from|viem)[a-zA-Z]\w+/g)].map(([name]) => name)
    expect(names.length).toBeGreaterThan(0)
    const text = parts.join('\n')
    expect(names.filter((name) => !['passkey', 'account'].includes(name) && !text.includes(name))).toEqual([])
  },
)

test('an error has the text of the outermost class of ours, however it is wrapped', () => {
  const unreachable = new SignerUnreachableError({ url: 'http://127.0.0.1:1', cause: new Error('fetch failed') })
  const { what } = describeError(unreachable)
  expect(what).toBe('The signer cannot be reached.')
  expect(describeError(new BaseError('viem', { cause: unreachable })).what).toBe(what)
  const passkey = { credentialId: 'a', challenge: 'b' } as SignUpError['passkey']
  const failed = new SignUpError({ url: '/api/sign-up', passkey, cause: unreachable })
  expect(describeError(failed).what).toBe('Your passkey is ready, but your wallet is not.')
  const taken = new SignUpError({ url: '/api/sign-up', passkey, reason: 'passkey_taken' })
  const { what: takenWhat, next } = describeError(taken)
  expect(takenWhat).toBe('This passkey is already registered.')
  expect(next).toMatch(/signed up with it, close this and sign in\. Otherwise try again/)
  const picked = new AnswerMismatchError({ field: 'stamp.credentialId', expected: 'a', received: 'b' })
  expect(describeError(picked).what).toBe('This passkey is not of this wallet.')
  expect(describeError(new InsufficientFundsError()).what).toContain('does not hold enough')
  expect(describeError('what is no error')).toMatchObject({ what: 'Something went wrong.', detail: 'what is no error' })
})

test('a class without a text has the text of the class it extends', () => {
  class NewSignerError extends UnknownCredentialError {}
  class NewError extends PasskeyAccountError {}
  const thrown = (Class: { prototype: Error }): unknown => Object.create(Class.prototype)
  expect(describeError(thrown(NewSignerError)).what).toBe('The signer does not know this passkey or session.')
  expect(describeError(thrown(NewError)).what).toBe('Something went wrong.')
})

test('every text says what happened, and what to do', () => {
  const classes = Object.values(root).flatMap((value) =>
    typeof value === 'function' && value.prototype instanceof PasskeyAccountError ? [value] : [],
  )
  expect(classes).toContain(PasskeyCancelledError)
  const texts = classes.map(({ prototype }) => describeError(Object.create(prototype)))
  expect(texts.flatMap(({ what, next }) => [what, next]).filter((text) => !/^[A-Z].+[.!?]$/.test(text))).toEqual([])
})

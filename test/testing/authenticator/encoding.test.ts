import { decodeCBOR } from '@levischuck/tiny-cbor'
import { expect, test } from 'vitest'
import { derSignature } from '../../../src/testing/authenticator/derSignature.js'
import { type CborValue, encodeCbor } from '../../../src/testing/authenticator/encodeCbor.js'

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

// https://www.rfc-editor.org/rfc/rfc8949#appendix-A
test.each<[string, CborValue, string]>([
  ['0', 0, '00'],
  ['23', 23, '17'],
  ['24', 24, '1818'],
  ['100', 100, '1864'],
  ['1000', 1000, '1903e8'],
  ['1000000', 1_000_000, '1a000f4240'],
  ['2^32 - 1', 0xffff_ffff, '1affffffff'],
  ['-1', -1, '20'],
  ['-10', -10, '29'],
  ['-100', -100, '3863'],
  ['-1000', -1000, '3903e7'],
  ['false', false, 'f4'],
  ['true', true, 'f5'],
  ['bytes', Uint8Array.of(1, 2, 3, 4), '4401020304'],
  ['text', 'ü', '62c3bc'],
  ['array', [1, [2, 3]], '8201820203'],
  [
    'map',
    new Map<string, CborValue>([
      ['a', 1],
      ['b', [2, 3]],
    ]),
    'a26161016162820203',
  ],
])('CBOR of %s', (_name, value, encoded) => {
  expect(hex(encodeCbor(value))).toBe(encoded)
})

test('CBOR maps are sorted: major type, then length, then bytes', () => {
  const keys = ['bb', 'a', -1, 'aa', 1000, 'b', 10, -100]
  const encoded = encodeCbor(new Map(keys.map((key) => [key, true])))
  const decoded = decodeCBOR(encoded)
  expect(decoded instanceof Map && [...decoded.keys()]).toEqual([10, 1000, -1, -100, 'a', 'b', 'aa', 'bb'])
})

test.each([300, 70_000])('CBOR of %i bytes', (length) => {
  expect(decodeCBOR(encodeCbor(new Uint8Array(length).fill(7)))).toEqual(new Uint8Array(length).fill(7))
})

test.each([0.5, 2 ** 32, Number.NaN])('no CBOR of %d', (value) => {
  expect(() => encodeCbor(value)).toThrow(RangeError)
})

// https://www.itu.int/rec/T-REC-X.690: the shortest two's complement.
test.each([
  ['leading zeros go', `${'00'.repeat(31)}01${'00'.repeat(30)}7fff`, '30070201010202' + '7fff'],
  ['a top bit gets one', `${'00'.repeat(31)}80${'00'.repeat(30)}ff00`, '3009020200800203' + '00ff00'],
  ['zero stays one byte', '00'.repeat(64), '3006020100020100'],
  ['full length', 'ff'.repeat(64), `3046022100${'ff'.repeat(32)}022100${'ff'.repeat(32)}`],
])('DER: %s', (_name, raw, der) => {
  expect(hex(derSignature(Buffer.from(raw, 'hex')))).toBe(der)
})

import fc, { type Arbitrary } from 'fast-check'
import {
  type AccessList,
  type Address,
  type AuthorizationRequest,
  getAddress,
  type Hex,
  type SignableMessage,
  type TransactionSerializable,
  type TypedDataDefinition,
  toHex,
} from 'viem'

export const bytes = (minLength: number, maxLength: number = minLength): Arbitrary<Hex> =>
  fc.uint8Array({ minLength, maxLength }).map((array) => toHex(array))

const mixedCase = (hex: Hex): Hex =>
  `0x${[...hex.slice(2)].map((digit, index) => (index % 2 ? digit.toUpperCase() : digit)).join('')}`

/** In one of the two ways of writing it that viem takes. */
export const address: Arbitrary<Address> = bytes(20).chain((hex) => fc.constantFrom(hex, getAddress(hex)))
export const hash: Arbitrary<Hex> = bytes(32)

/** Any UTF-16: with characters outside the basic plane, and with halves of them. */
const text: Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
)

export const message: Arbitrary<SignableMessage> = fc.oneof(
  text,
  bytes(0, 70),
  bytes(0, 300).map((raw) => ({ raw })),
  bytes(0, 70).map((raw) => ({ raw: mixedCase(raw) })),
  fc.uint8Array({ maxLength: 300 }).map((raw) => ({ raw })),
)

/** Small ones, round ones and large ones alike. */
const unsigned = (bits: number): Arbitrary<bigint> =>
  fc.oneof(
    fc.constantFrom(0n, 1n, 127n, 128n, 255n, 2n ** BigInt(bits) - 1n).map((value) => BigInt.asUintN(bits, value)),
    fc.nat({ max: bits }).chain((size) => fc.bigInt({ min: 0n, max: 2n ** BigInt(size) - 1n })),
  )
const safeInteger = (min: number): Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min, max: 300 }),
    fc.integer({ min, max: 2 ** 33 }),
    fc.maxSafeNat().filter((n) => n >= min),
  )

export const authorization: Arbitrary<AuthorizationRequest> = fc
  .tuple(address, safeInteger(0), safeInteger(0), fc.boolean())
  .map(([address, chainId, nonce, named]) =>
    named ? { contractAddress: address, chainId, nonce } : { address, chainId, nonce },
  )

const signature = fc.oneof(
  fc.record({ r: hash, s: hash, yParity: fc.nat(1) }),
  fc.record({ r: hash, s: hash, v: fc.constantFrom(27n, 28n) }),
)

const accessList: Arbitrary<AccessList> = fc.array(
  fc.record({ address, storageKeys: fc.array(hash, { maxLength: 3 }) }),
  { maxLength: 3 },
)

/** Each field sometimes there, sometimes `undefined` and sometimes left out. */
function optional(fields: Record<string, Arbitrary<unknown>>): Arbitrary<object> {
  const maybe = Object.entries(fields).map(([name, arbitrary]) => [
    name,
    fc.oneof({ arbitrary, weight: 3 }, { arbitrary: fc.constant(undefined), weight: 1 }),
  ])
  return fc.record(Object.fromEntries(maybe), { requiredKeys: [] })
}

const amount = unsigned(256)
const chainId = safeInteger(1)
const common = { nonce: safeInteger(0), gas: unsigned(64), value: amount, data: bytes(0, 100) }
const to = fc.oneof(address, fc.constant(null))
const gasPrice = amount
const fees = fc
  .tuple(amount, amount)
  .map(([one, other]) =>
    one > other
      ? { maxFeePerGas: one, maxPriorityFeePerGas: other }
      : { maxFeePerGas: other, maxPriorityFeePerGas: one },
  )
const typed = <type extends string>(type: type): Arbitrary<{ type?: type }> =>
  fc.record({ type: fc.constant(type) }, { requiredKeys: [] })

function join<parts extends readonly object[]>(
  ...parts: { [index in keyof parts]: Arbitrary<parts[index]> }
): Arbitrary<TransactionSerializable> {
  return fc.tuple(...parts).map((all) => Object.assign({}, ...all))
}

/** What its name says, and what viem takes for it. EIP-4844 and EIP-7702 say `to` must be there; viem does not. */
export const transactions = {
  legacy: join(
    optional({ ...common, to }),
    fc.oneof(
      fc.record({ chainId, gasPrice }),
      fc.record({ chainId, type: fc.constant('legacy') }),
      fc.record({ gasPrice, type: fc.constant('legacy') }),
    ),
  ),
  eip2930: join(
    optional({ ...common, to }),
    fc.record({ chainId, gasPrice }),
    fc.oneof(
      fc.record({ accessList }),
      fc.record({ type: fc.constant('eip2930'), accessList }, { requiredKeys: ['type'] }),
    ),
  ),
  eip1559: join(optional({ ...common, to, accessList }), fc.record({ chainId }), fees, typed('eip1559')),
  eip4844: join(
    optional({ ...common, accessList, maxFeePerBlobGas: amount }),
    fc.record({
      chainId,
      to: address,
      type: fc.constant('eip4844'),
      blobVersionedHashes: fc.array(
        bytes(31).map((hash): Hex => `0x01${hash.slice(2)}`),
        { minLength: 1, maxLength: 4 },
      ),
    }),
    fc.oneof(
      fc.constant({}),
      fc.record({ sidecars: fc.constant(false) }),
      fc.record({
        sidecars: fc.array(fc.record({ blob: bytes(0, 100), commitment: bytes(48), proof: bytes(48) }), {
          minLength: 1,
          maxLength: 2,
        }),
      }),
    ),
    fees,
  ),
  eip7702: join(
    optional({ ...common, accessList }),
    fees,
    typed('eip7702'),
    fc.record({
      chainId,
      to: address,
      authorizationList: fc.array(
        fc
          .tuple(fc.record({ address, chainId: safeInteger(0), nonce: safeInteger(0) }), signature)
          .map(([fields, signature]) => ({ ...fields, ...signature })),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  ),
} satisfies Record<string, Arbitrary<TransactionSerializable>>

type Field = { name: string; type: string }
type Types = Record<string, Field[]>

const size = fc.integer({ min: 1, max: 32 })
const atomic: Arbitrary<string> = fc.oneof(
  fc.constantFrom('address', 'bool', 'string', 'bytes'),
  size.map((size) => `bytes${size}`),
  fc.tuple(fc.constantFrom('int', 'uint'), size).map(([name, size]) => `${name}${size * 8}`),
)
const array: Arbitrary<string> = fc
  .array(fc.constantFrom('[]', '[1]', '[2]', '[3]'), { maxLength: 2 })
  .map((sizes) => sizes.join(''))

/** Also such names as every object of JavaScript has. */
const name = fc.oneof(
  fc.stringMatching(/^[a-zA-Z_$][a-zA-Z0-9_$]{0,6}$/).filter((name) => name !== '__proto__'),
  fc.constantFrom('constructor', 'toString', 'valueOf', 'hasOwnProperty', 'length', 'name', 'type'),
)
const typeName = fc.stringMatching(/^[A-Z][a-zA-Z0-9_]{0,6}$/).filter((name) => name !== 'EIP712Domain')

/** Structs of which each may use those after it: they nest, and end. */
const structs: Arbitrary<Types> = fc.uniqueArray(typeName, { minLength: 1, maxLength: 4 }).chain((names) =>
  fc
    .tuple(
      ...names.map((_, index) => {
        const later = names.slice(index + 1)
        const base = later.length > 0 ? fc.oneof(atomic, fc.constantFrom(...later)) : atomic
        const type = fc.tuple(base, fc.oneof(fc.constant(''), array)).map(([base, array]) => base + array)
        return fc.uniqueArray(fc.record({ name, type }), { selector: ({ name }) => name, maxLength: 5 })
      }),
    )
    .map((fields) => Object.fromEntries(names.map((name, index) => [name, fields[index] ?? []]))),
)

/** As a bigint, as a number (also one beyond 2^53, which JSON would round or write with an exponent), and as text. */
function integer(bits: number, signed: boolean): Arbitrary<unknown> {
  const fit = (value: bigint): bigint => (signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value))
  return unsigned(bits).chain((some) => {
    const value = fit(some)
    const rounded = Number(value)
    return fc.constantFrom<unknown>(
      value,
      ...(BigInt(rounded) === fit(BigInt(rounded)) ? [rounded] : []),
      value.toString(),
      ...(value < 0n ? [] : [`0x${value.toString(16)}`]),
    )
  })
}

function valueFor(type: string, types: Types): Arbitrary<unknown> {
  const [, item, length] = /^(.*)\[(\d*)\]$/.exec(type) ?? []
  if (item !== undefined) {
    const size = length === '' ? { maxLength: 2 } : { minLength: Number(length), maxLength: Number(length) }
    return fc.array(valueFor(item, types), size)
  }
  if (Object.hasOwn(types, type)) return structFor(type, types)
  const [, signed, bits] = /^(u?)int(\d+)$/.exec(type) ?? []
  if (bits !== undefined) return integer(Number(bits), signed === '')
  const [, fixed] = /^bytes(\d+)$/.exec(type) ?? []
  if (fixed !== undefined) return bytes(Number(fixed))
  if (type === 'bytes') return bytes(0, 50).chain((value) => fc.constantFrom(value, mixedCase(value)))
  if (type === 'address') return address
  return type === 'bool' ? fc.boolean() : text
}

function structFor(type: string, types: Types): Arbitrary<Record<string, unknown>> {
  return fc.record(Object.fromEntries((types[type] ?? []).map(({ name, type }) => [name, valueFor(type, types)])))
}

const domainFields = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' },
  { name: 'verifyingContract', type: 'address' },
  { name: 'salt', type: 'bytes32' },
]

/** EIP712Domain left for viem to find, said in full, in part, and with a field of one's own. */
const domain: Arbitrary<{ domain?: Record<string, unknown>; EIP712Domain?: Field[] }> = fc.oneof(
  fc.constant({}),
  fc
    .tuple(fc.subarray(domainFields), fc.subarray(domainFields), fc.constantFrom('absent', 'full', 'partial', 'own'))
    .chain(([fields, part, form]) => {
      const own = { name: 'realm', type: 'string' }
      const written = { absent: undefined, full: fields, partial: fields.filter((field) => part.includes(field)) }
      const EIP712Domain = form === 'own' ? [own, ...fields] : written[form]
      return structFor('EIP712Domain', { EIP712Domain: [...fields, own] }).map((domain) =>
        EIP712Domain ? { domain, EIP712Domain } : { domain },
      )
    }),
)

/** What is no typed data of a TypeScript program, but of every JSON-RPC request, has types at run time alone. */
export const typedData: Arbitrary<TypedDataDefinition> = fc
  .tuple(structs, domain)
  .chain(([structs, { domain, EIP712Domain }]) => {
    const types = { ...structs, ...(EIP712Domain ? { EIP712Domain } : {}) }
    return fc.constantFrom(...Object.keys(types)).chain((primaryType) =>
      structFor(primaryType, types).map(
        (message) =>
          ({
            types,
            primaryType,
            ...(domain ? { domain } : {}),
            ...(primaryType === 'EIP712Domain' ? {} : { message }),
          }) as TypedDataDefinition,
      ),
    )
  })

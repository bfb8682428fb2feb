import { decodeCBOR } from '@levischuck/tiny-cbor'
import { createPasskey } from 'viem-passkey-account'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { expect, test } from 'vitest'

const [rpId, origin] = ['localhost', 'http://localhost']
const bytesOf = (base64url: string): Buffer => Buffer.from(base64url, 'base64url')

async function register(): Promise<{ passkey: ReturnType<typeof createVirtualPasskey>; attestation: Buffer }> {
  const passkey = createVirtualPasskey({ rpId, origin })
  const { createFn } = passkey
  const { attestation } = await createPasskey({ rp: { id: rpId }, user: { name: 'anna' }, createFn })
  return { passkey, attestation: bytesOf(attestation.attestationObject) }
}

// https://www.w3.org/TR/webauthn-3/#sctn-attestation, in CTAP2's canonical CBOR: keys by length, heads as short as can be.
test('an attestation is canonical CBOR, byte for byte', async () => {
  const { attestation } = await register()
  const decoded = decodeCBOR(Uint8Array.from(attestation))
  const authData = decoded instanceof Map ? decoded.get('authData') : undefined
  if (!(authData instanceof Uint8Array)) throw new Error('It has no authData.')
  const length = authData.length.toString(16).padStart(2, '0')
  expect(attestation.toString('hex')).toBe(
    [
      ['a3', '63', text('fmt'), '64', text('none'), '67', text('attStmt'), 'a0', '68', text('authData'), '58', length],
      [Buffer.from(authData).toString('hex')],
    ]
      .flat()
      .join(''),
  )

  // https://www.w3.org/TR/webauthn-3/#sctn-encoded-credPubKey-examples: 1, 3, -1, -2, -3.
  const idLength = Buffer.from(authData).readUInt16BE(53)
  expect(Buffer.from(authData.subarray(55 + idLength)).toString('hex')).toMatch(
    /^a5010203262001215820[0-9a-f]{64}225820[0-9a-f]{64}$/,
  )
})

// https://www.itu.int/rec/T-REC-X.690: the shortest two's complement. In so many signatures a number is often a byte short, or has its top bit set.
test('a signature is DER: two positive numbers in their shortest form', async () => {
  const { passkey } = await register()
  const lengths = new Set<number>()
  for (let round = 0; round < 2000; round++) {
    const options = { challenge: 'AAAA', rpId }
    const { response } = await passkey.getFn(options, { payload: '' })
    const signature = bytesOf(response.signature)
    expect(signature.subarray(0, 2)).toEqual(Buffer.from([0x30, signature.length - 2]))
    const end = readInteger(signature, readInteger(signature, 2, lengths), lengths)
    expect(end).toBe(signature.length)
  }
  expect(lengths.has(32) && lengths.has(33)).toBe(true)
})

/** @returns where the next one begins. */
function readInteger(der: Buffer, start: number, lengths: Set<number>): number {
  const [tag, length = 0, first = 0, second = 0] = der.subarray(start)
  expect(tag).toBe(0x02)
  expect(first).toBeLessThan(0x80)
  if (first === 0) expect(second).toBeGreaterThanOrEqual(0x80)
  lengths.add(length)
  return start + 2 + length
}

function text(value: string): string {
  return Buffer.from(value).toString('hex')
}

import { hexToBytes } from 'viem'
import { hasStrings } from '../client/guards.js'
import { parseObject } from '../client/parseObject.js'
import { verifySignature } from '../crypto/verifySignature.js'
import { AnswerMismatchError } from '../errors/activity.js'

/** Far more than a bundle has, in characters. */
const maxLength = 65_536

/**
 * Reads what a signer has signed, once the signature is verified with a key that the client trusts. The key that the
 * bundle names must be that one.
 *
 * @throws AnswerMismatchError if it is anything else, or signed for somebody else.
 */
export async function readSignedBundle<field extends string>(
  bundle: string,
  {
    name,
    trustedSigners,
    expected,
    fields,
  }: {
    /** What it is called in errors. */
    name: 'exportBundle' | 'importBundle'
    trustedSigners: readonly string[]
    /** For whom it must be. */
    expected: { organizationId: string; userId?: string }
    /** The other fields that it must have, all of them hex. */
    fields: readonly field[]
  },
): Promise<Record<field, Uint8Array>> {
  const mismatch = (field: string, wanted: string, received: string, details?: string): AnswerMismatchError =>
    new AnswerMismatchError({ field: field ? `${name}.${field}` : name, expected: wanted, received, details })
  const envelope = bundle.length > maxLength ? undefined : parseObject(bundle)
  if (!hasStrings(envelope, ['version', 'data', 'dataSignature', 'enclaveQuorumPublic']))
    throw mismatch('', 'a signed bundle', 'other text')
  const { version, data, dataSignature, enclaveQuorumPublic } = envelope
  if (version !== 'v1.0.0') throw mismatch('version', 'v1.0.0', version)
  const signer = trustedSigners.find((key) => key === enclaveQuorumPublic.toLowerCase())
  if (!signer)
    throw mismatch(
      'enclaveQuorumPublic',
      trustedSigners.join(' or '),
      enclaveQuorumPublic,
      'The bundle names a key that the client does not trust. For a local signer with a database, pass the key that it prints at its start as `trustedKeys.signer`.',
    )
  const [message, signature] = [toBytes(data), toBytes(dataSignature)]
  if (!message || !signature || !(await verifySignature(hexToBytes(`0x${signer}`), { message, signature })))
    throw mismatch('dataSignature', 'a signature by the trusted key', 'another')
  const signed = parseObject(new TextDecoder().decode(message))
  for (const [field, wanted] of Object.entries(expected))
    if (signed?.[field] !== wanted) throw mismatch(field, wanted, String(signed?.[field]))
  const read = fields.map((field): [field, Uint8Array] => {
    const bytes = toBytes(signed?.[field])
    if (!bytes) throw mismatch(field, 'hex', 'something else')
    return [field, bytes]
  })
  return Object.fromEntries(read) as Record<field, Uint8Array>
}

function toBytes(hex: unknown): Uint8Array | undefined {
  return typeof hex === 'string' && /^([\da-f]{2})+$/i.test(hex) ? hexToBytes(`0x${hex}`) : undefined
}

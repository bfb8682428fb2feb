import type { SignRawPayloadsIntent } from '../../wire/intents.js'
import { payloadDigest } from '../keys/payloadDigest.js'
import { signDigest } from '../keys/signDigest.js'
import { createValueCounter } from '../keys/typedDataDigest.js'
import { list, object, type Parser, string, text } from '../protocol/parse.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { openSigningKey } from './shared/openSigningKey.js'
import { encoding, hashFunction } from './shared/payloadParams.js'
import { toWireSignature } from './shared/toWireSignature.js'

/**
 * The schema has no limit, and production's is not verified. Without one, a body of 1 MiB could hold hundreds of thousands
 * of payloads: the signer would answer nobody else for a minute.
 */
const maxPayloads = 1000

const parse: Parser<SignRawPayloadsIntent> = object({
  signWith: string(),
  payloads: list(text(), { min: 1, max: maxPayloads }),
  encoding,
  hashFunction,
})

export const signRawPayloads: ActivityDefinition = defineActivity({
  path: 'sign_raw_payloads',
  versions: { ACTIVITY_TYPE_SIGN_RAW_PAYLOADS: { intent: 'signRawPayloadsIntent', result: 'signRawPayloadsResult' } },
  parse,
  subject: () => ({ kind: 'signature' }),
  execute(context, { signWith, payloads, encoding, hashFunction }) {
    const privateKey = openSigningKey(context, signWith)
    // All digests before the first signature: if one payload is invalid, nothing is signed.
    const countValue = createValueCounter()
    const digests = payloads.map((payload) => payloadDigest(payload, encoding, hashFunction, countValue))
    return { signatures: digests.map((digest) => toWireSignature(signDigest(privateKey, digest))) }
  },
})

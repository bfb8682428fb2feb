import type { SignRawPayloadsIntent } from '../../wire/intents.js'
import { payloadDigest } from '../keys/payloadDigest.js'
import { createAllowance } from '../keys/typedDataDigest.js'
import { list, object, type Parser, string, text } from '../protocol/parse.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { openSigningKey } from './shared/openSigningKey.js'
import { encoding, hashFunction } from './shared/payloadParams.js'
import { wireSignature } from './shared/wireSignature.js'

/**
 * Nobody has seen how many the real service takes, and the schema does not say. Bounded by the body alone they could be
 * hundreds of thousands: a minute in which nobody else is answered, and an answer too long for any list.
 */
const mostPayloads = 1000

const parse: Parser<SignRawPayloadsIntent> = object({
  signWith: string(),
  payloads: list(text(), { min: 1, max: mostPayloads }),
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
    // All digests before the first signature: what cannot be signed as a whole is not signed in part.
    const allowance = createAllowance()
    const digests = payloads.map((payload) => payloadDigest(payload, encoding, hashFunction, allowance))
    return { signatures: digests.map((digest) => wireSignature(privateKey, digest)) }
  },
})

import type { SignRawPayloadsIntent } from '../../wire/signing.js'
import { payloadDigest } from '../keys/payloadDigest.js'
import { createTypedDataWork } from '../keys/typedDataDigest.js'
import { list, object, type Parser, string, text } from '../protocol/parse.js'
import { requestLimits } from '../protocol/requestLimits.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { openSigningKey } from './shared/openSigningKey.js'
import { encoding, hashFunction } from './shared/payloadParams.js'
import { toWireSignature } from './shared/toWireSignature.js'

const parse: Parser<SignRawPayloadsIntent> = object({
  signWith: string(),
  payloads: list(text(), { min: 1, max: requestLimits.payloads }),
  encoding,
  hashFunction,
})

export const signRawPayloads: ActivityDefinition = defineActivity({
  path: 'sign_raw_payloads',
  versions: { ACTIVITY_TYPE_SIGN_RAW_PAYLOADS: { intent: 'signRawPayloadsIntent', result: 'signRawPayloadsResult' } },
  parse,
  writes: false,
  subject: () => ({ kind: 'signature' }),
  execute(context, { signWith, payloads, encoding, hashFunction }) {
    const privateKey = openSigningKey(context, signWith)
    // All digests before the first signature: if one payload is invalid, nothing is signed.
    const work = createTypedDataWork()
    const digests = payloads.map((payload) => payloadDigest(payload, encoding, hashFunction, work))
    return { signatures: digests.map((digest) => toWireSignature(context.signDigest(privateKey, digest))) }
  },
})

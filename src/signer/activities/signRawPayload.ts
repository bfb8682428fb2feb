import type { HashFunction, PayloadEncoding, SignRawPayloadIntentV2 } from '../../wire/intents.js'
import { payloadDigest } from '../keys/payloadDigest.js'
import { object, oneOf, type Parser, string, text } from '../parse.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { openSigningKey } from './parts/openSigningKey.js'
import { wireSignature } from './parts/wireSignature.js'

export const encoding: Parser<PayloadEncoding> = oneOf(
  [
    'PAYLOAD_ENCODING_HEXADECIMAL',
    'PAYLOAD_ENCODING_TEXT_UTF8',
    'PAYLOAD_ENCODING_EIP712',
    'PAYLOAD_ENCODING_EIP7702_AUTHORIZATION',
  ],
  'invalid payload encoding',
)

export const hashFunction: Parser<HashFunction> = oneOf(
  ['HASH_FUNCTION_NO_OP', 'HASH_FUNCTION_SHA256', 'HASH_FUNCTION_KECCAK256', 'HASH_FUNCTION_NOT_APPLICABLE'],
  'invalid hash function',
)

const parse: Parser<SignRawPayloadIntentV2> = object({
  signWith: string(),
  payload: text(),
  encoding,
  hashFunction,
})

export const signRawPayload: ActivityDefinition = defineActivity({
  path: 'sign_raw_payload',
  versions: {
    ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2: { intent: 'signRawPayloadIntentV2', result: 'signRawPayloadResult' },
  },
  parse,
  subject: () => ({ kind: 'signature' }),
  execute(context, { signWith, payload, encoding, hashFunction }) {
    const privateKey = openSigningKey(context, signWith)
    return wireSignature(privateKey, payloadDigest(payload, encoding, hashFunction))
  },
})

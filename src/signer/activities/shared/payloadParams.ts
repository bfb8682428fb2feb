import type { HashFunction, PayloadEncoding } from '../../../wire/enums.js'
import { oneOf, type Parser } from '../../protocol/parse.js'

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

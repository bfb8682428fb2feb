import type { Answer } from '../signer/testClient.js'
import type { OpenedConsole } from './openConsole.js'

export const digest = 'ab'.repeat(32)

/** Submits an activity that signs a digest. */
export function signDigest(
  page: OpenedConsole,
  caller: Parameters<OpenedConsole['submit']>[0],
  { id, address }: { id: string; address: string },
): Promise<Answer> {
  return page.submit(
    caller,
    'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
    {
      signWith: address,
      payload: digest,
      encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
      hashFunction: 'HASH_FUNCTION_NO_OP',
    },
    { organizationId: id },
  )
}

import { type Answer, type Caller, textAt } from '../testClient.js'

/** What users ask of an organization with a wallet, and how they vote. */
export function walletRequests(
  submit: (caller: Caller, type: string, parameters: unknown) => Promise<Answer>,
  address: string,
) {
  const vote = (type: string) => (caller: Caller, activity: Answer) =>
    submit(caller, type, { fingerprint: textAt(activity.body, 'activity.fingerprint') })
  return {
    approve: vote('ACTIVITY_TYPE_APPROVE_ACTIVITY'),
    reject: vote('ACTIVITY_TYPE_REJECT_ACTIVITY'),
    signRaw: (caller: Caller, payload = `0x${'ab'.repeat(32)}`, hashFunction = 'HASH_FUNCTION_NO_OP') =>
      submit(caller, 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', {
        signWith: address,
        payload,
        encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
        hashFunction,
      }),
    signTransaction: (caller: Caller, unsignedTransaction: string) =>
      submit(caller, 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2', {
        signWith: address,
        unsignedTransaction,
        type: 'TRANSACTION_TYPE_ETHEREUM',
      }),
  }
}

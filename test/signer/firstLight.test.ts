import { hashMessage, recoverAddress } from 'viem'
import { expect, test } from 'vitest'
import { describeSigner } from './describeSigner.js'
import { at, register, textAt } from './testClient.js'

describeSigner('a signer', {}, (context) => {
  test('knows its root', async () => {
    const { signer, query } = context
    const answer = await query(signer.apiKey, 'whoami', signer.organizationId)
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ organizationId: signer.organizationId, username: 'Root user' })
  })

  test('a passkey signs', async () => {
    const { signer, submit, createSubOrganization, query } = context
    const ada = await register()
    const { id, address, rootUserIds } = await createSubOrganization([{ authenticators: [ada] }])
    const who = await query(ada, 'whoami', signer.organizationId)
    expect(who.body).toMatchObject({ organizationId: id, userId: rootUserIds[0] })
    const digest = hashMessage('hello')
    const signed = await submit(
      ada,
      'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
      {
        signWith: address,
        payload: digest,
        encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
        hashFunction: 'HASH_FUNCTION_NO_OP',
      },
      { organizationId: id },
    )
    expect(signed.status, signed.text).toBe(200)
    const result = at(signed.body, 'activity.result.signRawPayloadResult')
    const signature = {
      r: `0x${textAt(result, 'r')}`,
      s: `0x${textAt(result, 's')}`,
      yParity: Number(textAt(result, 'v')),
    } as const
    expect(await recoverAddress({ hash: digest, signature })).toBe(address)
  })
})

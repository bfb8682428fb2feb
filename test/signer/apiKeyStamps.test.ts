import { ApiKeyStamper } from '@turnkey/api-key-stamper'
import { expect, test } from 'vitest'
import { describeSigner } from './describeSigner.js'
import { refusal, withFields } from './refusal.js'
import { apiKeyStamp, at, keyPair, register, type Stamps, textAt } from './testClient.js'

describeSigner('API key stamps', {}, (context) => {
  test('of the official stamper are accepted', async () => {
    const { signer, send, activityBody } = context
    const stamper = new ApiKeyStamper({
      apiPublicKey: signer.apiKey.publicKey,
      apiPrivateKey: signer.apiKey.privateKey,
    })
    const body = activityBody('ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W', accounts: [] })
    const { stampHeaderName, stampHeaderValue } = await stamper.stamp(body)
    const answer = await send('/public/v1/submit/create_wallet', body, { [stampHeaderName]: stampHeaderValue })
    expect(answer.status, answer.text).toBe(200)
    expect(at(answer.body, 'activity.votes.0')).toMatchObject({
      selection: 'VOTE_SELECTION_APPROVED',
      message: body,
      publicKey: signer.apiKey.publicKey,
      scheme: 'SIGNATURE_SCHEME_TK_API_P256',
      signature: JSON.parse(Buffer.from(stampHeaderValue, 'base64url').toString()).signature,
    })
  })

  test('are accepted with any header case, key order and unknown fields', async () => {
    const { signer, send } = context
    const body = JSON.stringify({ organizationId: signer.organizationId })
    const { 'X-Stamp': value = '' } = apiKeyStamp(signer.apiKey, body)
    const stamp = JSON.parse(Buffer.from(value, 'base64url').toString())
    const reordered = { extra: true, signature: stamp.signature, scheme: stamp.scheme, publicKey: stamp.publicKey }
    const answer = await send('/public/v1/query/whoami', body, {
      'x-stamp': Buffer.from(JSON.stringify(reordered, null, 1)).toString('base64url'),
    })
    expect(answer.status, answer.text).toBe(200)
  })

  test('are required', async () => {
    const { signer, send, activityBody } = context
    const query = JSON.stringify({ organizationId: signer.organizationId })
    expect(await send('/public/v1/query/whoami', query)).toMatchObject(
      refusal(401, 16, 'SIGNATURE_MISSING', 'no valid authentication signature found for request'),
    )
    expect(
      await send('/public/v1/submit/create_wallet', activityBody('ACTIVITY_TYPE_CREATE_WALLET', {})),
    ).toMatchObject(
      refusal(
        401,
        16,
        'SIGNATURE_MISSING',
        'cannot authenticate public API activity request without a stamp (X-Stamp/X-Stamp-Webauthn header)',
      ),
    )
  })

  test('are refused beside a passkey stamp', async () => {
    const { signer, post } = context
    const answer = await post(
      (body) => ({ ...apiKeyStamp(signer.apiKey, body), 'X-Stamp-Webauthn': '{}' }),
      '/public/v1/query/whoami',
      { organizationId: signer.organizationId },
    )
    expect(answer).toMatchObject(refusal(401, 16, 'SIGNATURE_INVALID', 'malformed activity stamp'))
  })

  test.each([
    ['not base64url', () => ({ 'X-Stamp': 'not base64url!' })],
    ['padded', (stamps: Stamps) => ({ 'X-Stamp': `${stamps['X-Stamp']}=` })],
    ['not JSON', () => ({ 'X-Stamp': Buffer.from('nonsense').toString('base64url') })],
    ['not UTF-8', () => ({ 'X-Stamp': Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url') })],
    ['an array', () => ({ 'X-Stamp': Buffer.from('[]').toString('base64url') })],
    ['missing a signature string', (stamps: Stamps) => withFields(stamps, { signature: 7 })],
    ['without a signature', (stamps: Stamps) => withFields(stamps, { signature: undefined })],
    ['a signature in base64', (stamps: Stamps) => withFields(stamps, { signature: 'MEUCIQDY' })],
    ['an unknown scheme', (stamps: Stamps) => withFields(stamps, { scheme: 'SIGNATURE_SCHEME_TK_QUORUM_P256' })],
    [
      'fields in a prototype',
      () => ({ 'X-Stamp': Buffer.from('{"__proto__":{"publicKey":"02"}}').toString('base64url') }),
    ],
  ])('are refused when malformed: %s', async (_, change) => {
    const { signer, post } = context
    const answer = await post((body) => change(apiKeyStamp(signer.apiKey, body)), '/public/v1/query/whoami', {
      organizationId: signer.organizationId,
    })
    expect(answer).toMatchObject(refusal(401, 16, 'SIGNATURE_INVALID', 'could not extract api key stamp'))
  })

  test.each([
    ['DER with an extra byte', (hex: string) => `${hex}00`],
    ['truncated DER', (hex: string) => hex.slice(0, -2)],
    ['a raw signature', () => '11'.repeat(64)],
    ['DER with a long length', (hex: string) => `3081${hex.slice(2)}`],
    ['not DER', () => 'ffff'],
  ])('are refused when the signature is %s', async (_, change) => {
    const { signer, post } = context
    const answer = await post(
      (body) => {
        const stamps = apiKeyStamp(signer.apiKey, body)
        const stamp = JSON.parse(Buffer.from(stamps['X-Stamp'] ?? '', 'base64url').toString())
        return withFields(stamps, { signature: change(stamp.signature) })
      },
      '/public/v1/query/whoami',
      { organizationId: signer.organizationId },
    )
    expect(answer).toMatchObject(refusal(401, 16, 'SIGNATURE_INVALID', 'could not verify api key signature'))
  })

  test('are accepted with a high-s signature, which WebCrypto may make', async () => {
    const { signer, post } = context
    const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
    const pad = (value: bigint): string => {
      const hex = value.toString(16).padStart(64, '0')
      return Number.parseInt(hex.slice(0, 2), 16) >= 0x80 ? `00${hex}` : hex.replace(/^(00)+(?=[0-7])/, '')
    }
    const statuses = []
    for (let n = 0; n < 4; n++) {
      const answer = await post(
        (body) => {
          const stamps = apiKeyStamp(signer.apiKey, body)
          const { signature } = JSON.parse(Buffer.from(stamps['X-Stamp'] ?? '', 'base64url').toString())
          const rLength = Number.parseInt(signature.slice(6, 8), 16) * 2
          const r = BigInt(`0x${signature.slice(8, 8 + rLength)}`)
          const s = order - BigInt(`0x${signature.slice(12 + rLength)}`)
          const integers = [r, s].map(pad).map((hex) => `02${(hex.length / 2).toString(16).padStart(2, '0')}${hex}`)
          const content = integers.join('')
          return withFields(stamps, { signature: `30${(content.length / 2).toString(16)}${content}` })
        },
        '/public/v1/query/list_activities',
        { organizationId: signer.organizationId, filterByType: [`${n}`] },
      )
      statuses.push(answer.status)
    }
    // A signature is accepted with either s, of which one is high.
    expect(statuses).toEqual([200, 200, 200, 200])
  })

  test('are refused for an unknown key', async () => {
    const { signer, query, submit } = context
    const stranger = keyPair()
    const where = `organizationId=${signer.organizationId} publicKey=${stranger.publicKey}`
    expect(await query(stranger, 'list_wallets', signer.organizationId)).toMatchObject(
      refusal(
        401,
        16,
        'PUBLIC_KEY_NOT_FOUND',
        `could not find public key in organization or its parent organization ${where}`,
      ),
    )
    expect(await submit(stranger, 'ACTIVITY_TYPE_CREATE_WALLET', {})).toMatchObject({ status: 401 })
    expect(await query(stranger, 'whoami', signer.organizationId)).toMatchObject(
      refusal(
        403,
        7,
        'PUBLIC_KEY_NOT_FOUND',
        `authentication failed: rpc error: code = Unauthenticated desc = could not find public key in organization ${where}`,
      ),
    )
  })

  test('of an unknown passkey are refused', async () => {
    const { signer, query } = context
    const stranger = await register()
    expect(await query(stranger, 'whoami', signer.organizationId)).toMatchObject(
      refusal(
        401,
        16,
        'CREDENTIAL_NOT_FOUND',
        `credential ID could not be found in organization or its parent organization organizationId=${signer.organizationId} credentialId=${stranger.credentialId}`,
      ),
    )
  })

  test('are refused once the key has expired', async () => {
    const { signer, submit, query, clock } = context
    const key = keyPair()
    const ada = await register()
    const created = await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8', {
      subOrganizationName: 'Ada',
      rootUsers: [
        {
          userName: 'Ada',
          authenticators: [ada.params],
          apiKeys: [
            {
              apiKeyName: 'Short',
              publicKey: key.publicKey,
              curveType: 'API_KEY_CURVE_P256',
              expirationSeconds: '60',
            },
          ],
        },
      ],
      rootQuorumThreshold: 1,
    })
    const id = textAt(created.body, 'activity.result.createSubOrganizationResultV8.subOrganizationId')
    clock.ms += 59_999
    expect(await query(key, 'whoami', id)).toMatchObject({ status: 200 })
    clock.ms += 1
    expect(await query(key, 'whoami', id)).toMatchObject(
      refusal(401, 16, 'API_KEY_EXPIRED', /Unauthenticated desc = expired api key publicKey=/),
    )
  })
})

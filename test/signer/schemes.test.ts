import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { expect, test } from 'vitest'
import { describeSigner } from './describeSigner.js'
import { type Stamps, textAt } from './testClient.js'

// API keys of other curves. They stamp as the official wallet stampers do.

type Key = { curveType: string; publicKey: string; stamp: (body: string) => Stamps | Promise<Stamps> }

const header = (publicKey: string, scheme: string, signature: string): Stamps => ({
  'X-Stamp': Buffer.from(JSON.stringify({ publicKey, scheme, signature })).toString('base64url'),
})

function compressed(publicKey: KeyObject): string {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const odd = (Buffer.from(y, 'base64url').at(-1) ?? 0) & 1
  return `0${2 + odd}${Buffer.from(x, 'base64url').toString('hex')}`
}

function ed25519(): Key {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const hex = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex')
  return {
    curveType: 'API_KEY_CURVE_ED25519',
    publicKey: hex,
    stamp: (body) =>
      header(hex, 'SIGNATURE_SCHEME_TK_API_ED25519', sign(null, Buffer.from(body), privateKey).toString('hex')),
  }
}

function secp256k1(): Key {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' })
  const hex = compressed(publicKey)
  return {
    curveType: 'API_KEY_CURVE_SECP256K1',
    publicKey: hex,
    stamp: (body) =>
      header(hex, 'SIGNATURE_SCHEME_TK_API_SECP256K1', sign('sha256', Buffer.from(body), privateKey).toString('hex')),
  }
}

const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

/** Signs as a wallet's personal_sign does, DER, with either s. */
function eip191(high: boolean): () => Key {
  return () => {
    const account = privateKeyToAccount(generatePrivateKey())
    const point = account.publicKey.slice(4)
    const hex = `0${2 + (Number.parseInt(point.slice(-1), 16) & 1)}${point.slice(0, 64)}`
    const integer = (value: bigint): string => {
      const digits = value.toString(16)
      const even = digits.length % 2 === 0 ? digits : `0${digits}`
      const bytes = Number.parseInt(even.slice(0, 2), 16) >= 0x80 ? `00${even}` : even
      return `02${(bytes.length / 2).toString(16).padStart(2, '0')}${bytes}`
    }
    return {
      curveType: 'API_KEY_CURVE_SECP256K1',
      publicKey: hex,
      async stamp(body) {
        const signature = await account.signMessage({ message: body })
        const s = BigInt(`0x${signature.slice(66, 130)}`)
        const content = integer(BigInt(signature.slice(0, 66))) + integer(high ? order - s : s)
        const der = `30${(content.length / 2).toString(16)}${content}`
        return header(hex, 'SIGNATURE_SCHEME_TK_API_SECP256K1_EIP191', der)
      },
    }
  }
}

describeSigner('an API key', {}, (context) => {
  test.each([
    ['Ed25519', ed25519],
    ['secp256k1', secp256k1],
    ['EIP-191', eip191(false)],
    ['EIP-191, high s', eip191(true)],
  ])('%s', async (_, make) => {
    const { signer, submit, query } = context
    const { curveType, publicKey, stamp } = make()
    const created = await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8', {
      subOrganizationName: 'Ada',
      rootUsers: [{ userName: 'Ada', apiKeys: [{ apiKeyName: 'Key', publicKey, curveType }] }],
      rootQuorumThreshold: 1,
    })
    const id = textAt(created.body, 'activity.result.createSubOrganizationResultV8.subOrganizationId')
    const grüße = { filterByType: ['grüße'] }
    expect(await query(stamp, 'list_activities', id, grüße)).toMatchObject({ status: 200, body: { activities: [] } })
    const other = make()
    const forged = async (body: string) => {
      const [{ 'X-Stamp': theirs = '' }, mine] = [await other.stamp(body), publicKey]
      return {
        'X-Stamp': Buffer.from(
          JSON.stringify({ ...JSON.parse(Buffer.from(theirs, 'base64url').toString()), publicKey: mine }),
        ).toString('base64url'),
      }
    }
    expect(await query(forged, 'list_activities', id, grüße)).toMatchObject({
      status: 401,
      body: { message: 'could not verify api key signature' },
    })
  })

  test('cannot stamp with the scheme of another curve', async () => {
    const { signer, post } = context
    const { publicKey } = signer.apiKey
    const stamp = () => header(publicKey, 'SIGNATURE_SCHEME_TK_API_SECP256K1', '3006020101020101')
    expect(await post(stamp, '/public/v1/query/list_wallets', { organizationId: signer.organizationId })).toMatchObject(
      {
        status: 401,
        body: { turnkeyErrorCode: 'PUBLIC_KEY_NOT_FOUND' },
      },
    )
  })
})

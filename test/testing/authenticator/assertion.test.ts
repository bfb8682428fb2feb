import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { describe, expect, test } from 'vitest'
import { authenticate, flipBit, origin, register, rpId, toBytes } from './ceremonies.js'

describe('assertion', () => {
  test('is accepted by an independent verifier, and increments the counter', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    const registered = await register(passkey)
    for (const expected of [1, 2, 3]) {
      const { verify } = await authenticate(passkey, registered)
      const { verified, authenticationInfo } = await verify()
      expect(verified).toBe(true)
      expect(authenticationInfo.newCounter).toBe(expected)
      expect(authenticationInfo.userVerified).toBe(true)
    }
    expect(passkey.credentials[0]?.signCount).toBe(3)
  })

  test('is refused after tampering', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    const { response, verify } = await authenticate(passkey, await register(passkey))
    const { authenticatorData, signature } = response.response

    expect((await verify({ signature: flipBit(signature, -1) })).verified).toBe(false)
    // The counter's last byte.
    expect((await verify({ authenticatorData: flipBit(authenticatorData, 36) })).verified).toBe(false)
    await expect(verify({ authenticatorData: flipBit(authenticatorData, 0) })).rejects.toThrow()
    const clientData = JSON.stringify({
      ...JSON.parse(Buffer.from(toBytes(response.response.clientDataJSON)).toString()),
      more: 1,
    })
    expect((await verify({ clientDataJSON: Buffer.from(clientData).toString('base64url') })).verified).toBe(false)
  })

  test('has no attested credential, but the user handle of a discoverable passkey', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    const { options, response: created } = await register(passkey)
    const response = await passkey.getFn({ challenge: 'AAAA', rpId })

    expect(response.id).toBe(created.id)
    expect(response.response.userHandle).toBe(options.user.id)
    expect(toBytes(response.response.authenticatorData)).toHaveLength(37)
  })

  test('finds a passkey that is not discoverable only by its id', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    const { response } = await register(passkey, { authenticatorSelection: { residentKey: 'discouraged' } })
    const allowCredentials = [{ id: response.id, type: 'public-key' }]
    const assertion = await passkey.getFn({ challenge: 'AAAA', rpId, allowCredentials })
    expect(assertion.response).not.toHaveProperty('userHandle')
    await expect(passkey.getFn({ challenge: 'AAAA', rpId })).rejects.toMatchObject({ name: 'NotAllowedError' })
  })

  test('picks a passkey in allowCredentials, else the newest', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    const first = await register(passkey)
    const second = await register(passkey)
    const pick = async (...ids: string[]) =>
      (
        await passkey.getFn({
          challenge: 'AAAA',
          rpId,
          allowCredentials: ids.map((id) => ({ id, type: 'public-key' })),
        })
      ).id
    expect(await pick(first.response.id)).toBe(first.response.id)
    expect(await pick('AAAA', first.response.id)).toBe(first.response.id)
    expect(await pick()).toBe(second.response.id)
    await expect(pick('AAAA')).rejects.toMatchObject({ name: 'NotAllowedError' })
    expect(passkey.credentials.map(({ signCount }) => signCount)).toEqual([2, 1])
  })

  test('finds no passkey after the user has removed it', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    const { response } = await register(passkey)
    expect(passkey.remove(response.id)).toBe(true)
    expect(passkey.remove(response.id)).toBe(false)
    await expect(passkey.getFn({ challenge: 'AAAA', rpId })).rejects.toMatchObject({ name: 'NotAllowedError' })
  })

  test('a second discoverable passkey of the same user replaces the first', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    const { options } = await register(passkey)
    const { response } = await register(passkey, { user: options.user })
    expect(passkey.credentials.map(({ credentialId }) => credentialId)).toEqual([response.id])
  })
})

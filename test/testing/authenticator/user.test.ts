import { parseAuthenticatorData } from '@simplewebauthn/server/helpers'
import { createVirtualPasskey, type UserAnswer } from 'viem-passkey-account/testing'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createOptions, origin, register, rpId, toBytes } from './ceremonies.js'

describe('prompts', () => {
  test('are recorded before the promise is returned', async () => {
    const { createFn, getFn, prompts } = createVirtualPasskey({ rpId, origin })
    const options = await createOptions()
    expect(prompts).toEqual([])
    const creating = createFn(options)
    expect(prompts).toEqual([{ type: 'create', options, outcome: 'open' }])
    const { id: credentialId } = await creating
    const created = { type: 'create', options, outcome: 'approved', credentialId }
    const request = { challenge: 'AAAA', rpId }
    const getting = getFn(request, { payload: '{"a":1}' })
    expect(prompts).toEqual([created, { type: 'get', options: request, payload: '{"a":1}', outcome: 'open' }])
    await getting
    await expect(getFn({ challenge: 'AAAA', rpId: 'example.org' })).rejects.toMatchObject({ name: 'SecurityError' })
    expect(prompts).toEqual([
      created,
      { type: 'get', options: request, payload: '{"a":1}', outcome: 'approved', credentialId },
      { type: 'get', options: { challenge: 'AAAA', rpId: 'example.org' }, outcome: 'SecurityError' },
    ])
  })

  test('a dismissed one rejects with NotAllowedError, the next one is approved', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    passkey.next('cancel')
    const options = await createOptions()
    const cancelled = passkey.createFn(options)
    await expect(cancelled).rejects.toBeInstanceOf(DOMException)
    await expect(cancelled).rejects.toMatchObject({ name: 'NotAllowedError' })
    expect(passkey.credentials).toEqual([])
    await passkey.createFn(options)
    passkey.next('approve')
    passkey.next('cancel')
    await passkey.getFn({ challenge: 'AAAA', rpId })
    await expect(passkey.getFn({ challenge: 'AAAA', rpId })).rejects.toMatchObject({ name: 'NotAllowedError' })
    expect(passkey.credentials[0]?.signCount).toBe(1)
  })

  test('an aborted signal ends one with its reason, before and during the prompt', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    await register(passkey)
    const request = { challenge: 'AAAA', rpId }
    const reason = new Error('gone')
    await expect(passkey.getFn(request, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    await expect(passkey.getFn(request, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })

    const controller = new AbortController()
    passkey.next('ignore')
    const open = passkey.getFn(request, { signal: controller.signal })
    controller.abort()
    await expect(open).rejects.toMatchObject({ name: 'AbortError' })

    // The user has agreed; the abort comes while the key signs.
    const late = new AbortController()
    const signing = passkey.getFn(request, { signal: late.signal })
    late.abort(reason)
    await expect(signing).rejects.toBe(reason)
    expect(passkey.credentials[0]?.signCount).toBe(0)
    await passkey.getFn(request)
  })

  test('an ignored one ends with its timeout', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    passkey.next('ignore')
    await expect(passkey.getFn({ challenge: 'AAAA', rpId, timeout: 1 })).rejects.toMatchObject({
      name: 'NotAllowedError',
    })
  })

  test('a slow user keeps one open, and no second one opens meanwhile', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    await register(passkey)
    const request = { challenge: 'AAAA', rpId, timeout: 300_000 }
    let approve = (): void => undefined
    passkey.next(
      new Promise<UserAnswer>((resolve) => {
        approve = () => resolve('approve')
      }),
    )
    const open = passkey.getFn(request)
    await expect(passkey.getFn(request)).rejects.toMatchObject({ name: 'OperationError' })
    approve()
    await open
    await passkey.getFn(request)
  })
})

describe('next', () => {
  const request = { challenge: 'AAAA', rpId }
  const flags = ({ response }: { response: { authenticatorData?: string } }) =>
    parseAuthenticatorData(toBytes(response.authenticatorData ?? '')).flags

  test.each([
    ['cancel', 'NotAllowedError'],
    ['timeout', 'NotAllowedError'],
    ['noCredential', 'NotAllowedError'],
    ['wrongRpId', 'SecurityError'],
    ['alreadyRegistered', 'InvalidStateError'],
    ['unsupported', 'NotSupportedError'],
    ['constraint', 'ConstraintError'],
    ['broken', 'NotReadableError'],
  ] as const)('%s ends either ceremony with a %s, once', async (answer, name) => {
    const passkey = createVirtualPasskey({ rpId, origin })
    await register(passkey)
    passkey.next(answer)
    await expect(passkey.getFn(request)).rejects.toMatchObject({ name })
    passkey.next(answer)
    await expect(createOptions().then(passkey.createFn)).rejects.toMatchObject({ name })
    await passkey.getFn(request)
    expect(passkey.prompts.map(({ outcome }) => outcome)).toEqual(['approved', name, name, 'approved'])
    expect(passkey.credentials).toMatchObject([{ signCount: 1 }])
  })

  test('deletedCredential deletes the passkey that would have signed', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    const { response: older } = await register(passkey)
    const { response: newer } = await register(passkey)
    passkey.next('deletedCredential')
    await expect(passkey.getFn(request)).rejects.toMatchObject({ name: 'NotAllowedError' })
    expect(passkey.credentials.map(({ credentialId }) => credentialId)).toEqual([older.id])
    const allowCredentials = [{ id: newer.id, type: 'public-key' }]
    await expect(passkey.getFn({ ...request, allowCredentials })).rejects.toMatchObject({ name: 'NotAllowedError' })

    passkey.next('deletedCredential')
    await passkey.createFn(await createOptions())
    expect(passkey.credentials).toHaveLength(2)
  })

  test('credentialId picks another passkey than the newest, among those that match', async () => {
    const passkey = createVirtualPasskey({ rpId, origin })
    const { response: older } = await register(passkey)
    const { response: newer } = await register(passkey)
    passkey.next({ credentialId: older.id })
    expect((await passkey.getFn(request)).id).toBe(older.id)
    expect((await passkey.getFn(request)).id).toBe(newer.id)
    passkey.next({ credentialId: older.id })
    const allowCredentials = [{ id: newer.id, type: 'public-key' }]
    await expect(passkey.getFn({ ...request, allowCredentials })).rejects.toMatchObject({ name: 'NotAllowedError' })
    expect(passkey.prompts.at(-3)).toMatchObject({ outcome: 'approved', credentialId: older.id })
  })

  test('userVerified applies to one ceremony', async () => {
    const able = createVirtualPasskey({ rpId, origin })
    await register(able)
    able.next({ userVerified: false })
    expect(flags(await able.getFn(request)).uv).toBe(false)
    expect(flags(await able.getFn(request)).uv).toBe(true)
    able.next({ userVerified: false })
    await expect(able.getFn({ ...request, userVerification: 'required' })).rejects.toMatchObject({
      name: 'NotAllowedError',
    })
    able.next({ userVerified: false })
    expect(flags(await able.createFn(await createOptions())).uv).toBe(false)

    const unable = createVirtualPasskey({ rpId, origin, userVerification: false })
    await register(unable)
    unable.next({ userVerified: true })
    expect(flags(await unable.getFn(request)).uv).toBe(true)
  })

  test('after waits on the clock of the test', async () => {
    vi.useFakeTimers()
    onTestFinished(() => {
      vi.useRealTimers()
    })
    const passkey = createVirtualPasskey({ rpId, origin })
    await register(passkey)
    passkey.next({ after: 10_000 })
    const slow = passkey.getFn({ ...request, timeout: 60_000 })
    await vi.advanceTimersByTimeAsync(9_999)
    expect(passkey.prompts.at(-1)?.outcome).toBe('open')
    await vi.advanceTimersByTimeAsync(1)
    await slow

    passkey.next({ answer: 'cancel', after: 90_000 })
    const late = passkey.getFn({ ...request, timeout: 60_000 }).catch((error: Error) => error.message)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await late).toBe('The prompt timed out.')
    expect(vi.getTimerCount()).toBe(0)
  })
})

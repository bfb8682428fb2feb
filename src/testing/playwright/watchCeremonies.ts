import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialDescriptorJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'

type StartedCeremony =
  | { type: 'create'; options: PublicKeyCredentialCreationOptionsJSON }
  | { type: 'get'; options: PublicKeyCredentialRequestOptionsJSON }

/** What the page tells the test: a ceremony starts or has ended. */
export type CeremonyEvent =
  /** The frame shows another page, whose ceremonies are its own. */
  | { event: 'load' }
  | { event: 'begin'; id: string; ceremony: StartedCeremony }
  | { event: 'end'; id: string; outcome: string; credentialId?: string | undefined }
  /** Autofill is armed. The answer comes when the user picks a passkey. */
  | { event: 'arm'; id: string }
  | { event: 'disarm'; id: string }

/** What the test returns when a ceremony starts. */
export type CeremonyPlan = {
  /** Ends the ceremony before the browser sees it. */
  exception?: { name: string; message: string } | undefined
  /** Credential id of the passkey that the user picks, base64url. */
  credentialId?: string | undefined
}

/**
 * Wraps `navigator.credentials` to report each ceremony to the test and to follow its plan.
 *
 * It runs in the page, before the page's scripts. It is sent there as text, so it must not refer to anything outside
 * itself.
 */
export function watchCeremonies(binding: string): void {
  const container: CredentialsContainer | undefined = globalThis.navigator?.credentials
  // Undefined outside of secure contexts.
  if (container === undefined || Object.hasOwn(container, 'get')) return
  const report: (event: CeremonyEvent) => Promise<CeremonyPlan> = Reflect.get(globalThis, binding)
  void report({ event: 'load' })
  const { create, get } = container

  const toText = (source: BufferSource): string => {
    const bytes =
      source instanceof ArrayBuffer
        ? new Uint8Array(source)
        : new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    return btoa(String.fromCharCode(...bytes))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '')
  }
  const toBytes = (text: string): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))
  const toDescriptors = (descriptors: PublicKeyCredentialDescriptor[] = []): PublicKeyCredentialDescriptorJSON[] =>
    descriptors.map(({ id, type, transports }) => ({ id: toText(id), type, ...(transports && { transports }) }))
  /** Waits for the plan. Rejects when the ceremony times out or is aborted, even while the test has not decided. */
  async function waitForPlan(
    planned: Promise<CeremonyPlan>,
    timeout: number | undefined,
    signal: AbortSignal | undefined,
  ): Promise<CeremonyPlan> {
    let timer: ReturnType<typeof setTimeout> | undefined
    let abort = (): void => undefined
    const ended = new Promise<never>((_resolve, reject) => {
      abort = () => reject(signal?.reason)
      if (timeout !== undefined)
        timer = setTimeout(
          () => reject(new DOMException('The prompt timed out.', 'NotAllowedError')),
          Math.min(timeout, 2 ** 31 - 1),
        )
    })
    signal?.addEventListener('abort', abort)
    try {
      return await Promise.race([planned, ended])
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
  }

  let isArmed = false
  /** Autofill is no prompt: it reaches the browser when the test says that the user picks a passkey. */
  async function watchAutofill(
    signal: AbortSignal | undefined,
    run: (pickedId: string | undefined) => Promise<Credential | null>,
  ): Promise<Credential | null> {
    if (isArmed) throw new DOMException('A request is already pending.', 'OperationError')
    if (signal?.aborted) throw signal.reason
    const id = crypto.randomUUID()
    isArmed = true
    const disarm = (): void => {
      isArmed = false
      void report({ event: 'disarm', id })
    }
    signal?.addEventListener('abort', disarm, { once: true })
    try {
      const picked = await waitForPlan(report({ event: 'arm', id }), undefined, signal)
      isArmed = false
      return await run(picked.credentialId)
    } finally {
      signal?.removeEventListener('abort', disarm)
    }
  }

  async function watch(
    ceremony: StartedCeremony,
    signal: AbortSignal | undefined,
    run: (pickedId: string | undefined) => Promise<Credential | null>,
  ): Promise<Credential | null> {
    const id = crypto.randomUUID()
    const planned = report({ event: 'begin', id, ceremony })
    // A ceremony that is refused does not wait for it.
    planned.catch(() => {})
    let outcome = 'approved'
    let credentialId: string | undefined
    try {
      // As in Chromium, which a held autofill does not reach.
      if (isArmed) throw new DOMException('A request is already pending.', 'OperationError')
      const { exception, credentialId: pickedId } = await waitForPlan(planned, ceremony.options.timeout, signal)
      if (exception) throw new DOMException(exception.message, exception.name)
      const credential = await run(pickedId)
      credentialId = credential?.id
      return credential
    } catch (error) {
      outcome = error instanceof Error ? error.name : 'Error'
      throw error
    } finally {
      await report({ event: 'end', id, outcome, credentialId })
    }
  }

  container.create = (options) => {
    if (options?.publicKey === undefined) return create.call(container, options)
    const { challenge, excludeCredentials, user, ...rest } = options.publicKey
    const json: PublicKeyCredentialCreationOptionsJSON = {
      ...rest,
      challenge: toText(challenge),
      user: { ...user, id: toText(user.id) },
      excludeCredentials: toDescriptors(excludeCredentials),
    }
    return watch({ type: 'create', options: json }, options.signal, () => create.call(container, options))
  }
  container.get = (options) => {
    if (options?.publicKey === undefined) return get.call(container, options)
    const { challenge, allowCredentials, ...rest } = options.publicKey
    const allowed = toDescriptors(allowCredentials)
    const json: PublicKeyCredentialRequestOptionsJSON = {
      ...rest,
      challenge: toText(challenge),
      allowCredentials: allowed,
    }
    const isAutofill = options.mediation === 'conditional'
    const run = (pickedId: string | undefined): Promise<Credential | null> => {
      // Once picked, autofill is a prompt that is answered: a conditional request would ignore which passkey it is.
      const prompt: CredentialRequestOptions = { ...options, ...(isAutofill && { mediation: 'optional' as const }) }
      if (pickedId === undefined) return get.call(container, prompt)
      if (allowed.length > 0 && !allowed.some(({ id }) => id === pickedId))
        throw new DOMException('The passkey that the user picked does not match the request.', 'NotAllowedError')
      const only: PublicKeyCredentialDescriptor = { type: 'public-key', id: toBytes(pickedId) }
      return get.call(container, {
        ...prompt,
        publicKey: { ...options.publicKey, challenge, allowCredentials: [only] },
      })
    }
    return isAutofill ? watchAutofill(options.signal, run) : watch({ type: 'get', options: json }, options.signal, run)
  }
}

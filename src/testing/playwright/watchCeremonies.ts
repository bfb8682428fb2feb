import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialDescriptorJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'

type BegunCeremony =
  | { type: 'create'; options: PublicKeyCredentialCreationOptionsJSON }
  | { type: 'get'; options: PublicKeyCredentialRequestOptionsJSON }

/** What the page says to the test: a ceremony begins or is over. */
export type CeremonyEvent =
  | { event: 'begin'; id: string; ceremony: BegunCeremony }
  | { event: 'end'; id: string; outcome: string; credentialId?: string | undefined }

/** What the test answers to the first: what is different about this ceremony. */
export type CeremonyPlan = {
  /** Ends it before the browser sees it. */
  exception?: { name: string; message: string } | undefined
  /** The passkey that the user chooses, base64url. */
  credentialId?: string | undefined
}

/**
 * Runs in the page, before its own scripts, and stands between them and `navigator.credentials`: tells the test of each ceremony and does
 * what the test says. Refers to nothing outside itself, as it travels there as text.
 */
export function watchCeremonies(binding: string): void {
  const container: CredentialsContainer | undefined = globalThis.navigator?.credentials
  // Browsers have it in secure contexts alone.
  if (container === undefined || Object.hasOwn(container, 'get')) return
  const tell: (event: CeremonyEvent) => Promise<CeremonyPlan> = Reflect.get(globalThis, binding)
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
  /** Rejects when the page's patience is over: the user may still be making up their mind. */
  const givenUp = (timeout: number | undefined, signal: AbortSignal | undefined): Promise<never> =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
      if (timeout !== undefined)
        setTimeout(
          () => reject(new DOMException('The time is over.', 'NotAllowedError')),
          Math.min(timeout, 2 ** 31 - 1),
        )
    })

  async function watch(
    ceremony: BegunCeremony,
    signal: AbortSignal | undefined,
    run: (chosen: string | undefined) => Promise<Credential | null>,
  ): Promise<Credential | null> {
    const id = crypto.randomUUID()
    const begun = tell({ event: 'begin', id, ceremony })
    const ended = givenUp(ceremony.options.timeout, signal)
    let outcome = 'approved'
    let credentialId: string | undefined
    try {
      const { exception, credentialId: chosen } = await Promise.race([begun, ended])
      if (exception) throw new DOMException(exception.message, exception.name)
      const credential = await run(chosen)
      credentialId = credential?.id
      return credential
    } catch (error) {
      outcome = error instanceof Error ? error.name : 'Error'
      throw error
    } finally {
      await tell({ event: 'end', id, outcome, credentialId })
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
    // A form that offers to fill in a passkey is no prompt.
    if (options?.publicKey === undefined || options.mediation === 'conditional') return get.call(container, options)
    const { challenge, allowCredentials, ...rest } = options.publicKey
    const allowed = toDescriptors(allowCredentials)
    const json: PublicKeyCredentialRequestOptionsJSON = {
      ...rest,
      challenge: toText(challenge),
      allowCredentials: allowed,
    }
    return watch({ type: 'get', options: json }, options.signal, (chosen) => {
      if (chosen === undefined) return get.call(container, options)
      if (allowed.length > 0 && !allowed.some(({ id }) => id === chosen))
        throw new DOMException('The passkey that the user chose does not fit.', 'NotAllowedError')
      const only: PublicKeyCredentialDescriptor = { type: 'public-key', id: toBytes(chosen) }
      return get.call(container, {
        ...options,
        publicKey: { ...options.publicKey, challenge, allowCredentials: [only] },
      })
    })
  }
}

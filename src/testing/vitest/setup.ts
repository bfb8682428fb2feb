import { type ApiKeyPair, createLocalSigner, type ListeningSigner, listen } from 'viem-passkey-account/signer'
import { startAnvil } from 'viem-passkey-account/testing/node'
import type { TestProject } from 'vitest/node'

/** What {@link setup} started, as plain data. Tests get it with `inject('viem-passkey-account')`. */
export type ProvidedParts = {
  /** The Anvil of this run. */
  anvil: {
    /** URL of its JSON-RPC API. */
    url: string
    /** Chain id. */
    chainId: number
  }
  /** The local signer of this run. It accepts faults at `/faults`. */
  signer: {
    /** URL of the signer. */
    url: string
    /** Id of the app's organization. */
    organizationId: string
    /** API key of the app's organization. */
    apiKey: ApiKeyPair
  }
}

declare module 'vitest' {
  interface ProvidedContext {
    'viem-passkey-account': ProvidedParts
  }
}

/**
 * Starts an Anvil and a local signer for the whole run, each on a free port: a global setup for Vitest. Set
 * `globalSetup` to this module, or call the function from a setup file to pass parameters. Tests get what it started
 * with `inject('viem-passkey-account')`.
 *
 * @param project - The project that Vitest passes to a global setup.
 * @returns A function that stops both. Vitest calls it.
 * @throws AnvilStartError, InvalidParameterError, SignerListenError, SignerOptionError
 *
 * @example
 * ```ts
 * // vitest.config.ts
 * import { defineConfig } from 'vitest/config'
 *
 * export default defineConfig({ test: { globalSetup: 'viem-passkey-account/testing/vitest' } })
 * ```
 *
 * @example
 * ```ts
 * import { inject } from 'vitest'
 *
 * const { anvil, signer } = inject('viem-passkey-account')
 * ```
 */
export async function setup(
  project: Pick<TestProject, 'provide'>,
  parameters: setup.Parameters = {},
): Promise<setup.ReturnType> {
  const signer = await createLocalSigner({ faults: true, ...parameters.signer })
  const cleanups = [signer.close]
  const close = async (): Promise<void> => {
    const errors: unknown[] = []
    // One that fails does not keep the others from running.
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup().catch((error) => errors.push(error))
    if (errors.length > 0) throw new AggregateError(errors, 'Anvil or the signer could not be stopped.')
  }
  try {
    const server: ListeningSigner = await listen(signer, parameters.listen)
    cleanups.push(server.close)
    const anvil = await startAnvil(parameters.anvil)
    cleanups.push(anvil.stop)
    const { apiKey, organizationId } = signer
    project.provide('viem-passkey-account', {
      anvil: { url: anvil.url, chainId: anvil.chain.id },
      signer: { url: server.url, organizationId, apiKey },
    })
    return close
  } catch (error) {
    await close()
    throw error
  }
}

export declare namespace setup {
  type Parameters = {
    /** Parameters of `startAnvil`. */
    anvil?: startAnvil.Parameters | undefined
    /**
     * Parameters of `createLocalSigner`, such as the `origins` of your pages.
     * @default { faults: true }
     */
    signer?: createLocalSigner.Parameters | undefined
    /**
     * Parameters of `listen`, such as `port`.
     * @default { port: 0 } (any free port)
     */
    listen?: listen.Parameters | undefined
  }
  type ReturnType = () => Promise<void>
  type ErrorType = startAnvil.ErrorType | listen.ErrorType
}

import { type ApiKeyPair, createLocalSigner, type ListeningSigner, listen } from 'viem-passkey-account/signer'
import { startAnvil } from 'viem-passkey-account/testing/node'
import type { TestProject } from 'vitest/node'

/** What {@link setup} started: plain data, as it goes to every test of the run. */
export type ProvidedParts = {
  anvil: { url: string; chainId: number }
  /** Takes faults, at `/faults` of its URL. The key is that of the parent organization. */
  signer: { url: string; organizationId: string; apiKey: ApiKeyPair }
}

declare module 'vitest' {
  interface ProvidedContext {
    'viem-passkey-account': ProvidedParts
  }
}

/**
 * A global set-up for Vitest: one Anvil and one local signer for the whole run, each on a free port. Tests find them with
 * `inject('viem-passkey-account')`. Name this module in the configuration, or call it from a set-up file of your own.
 *
 * @param project Vitest's, which hands on what has been started.
 * @param parameters.anvil What {@link startAnvil} takes.
 * @param parameters.signer What {@link createLocalSigner} takes, such as the `origins` of your pages.
 * @param parameters.listen What {@link listen} takes, such as `port`.
 * @returns Ends both. Vitest calls it.
 * @throws AnvilStartError, SignerListenError, SignerOptionError
 *
 * @example
 * // vitest.config.ts
 * export default defineConfig({ test: { globalSetup: 'viem-passkey-account/testing/vitest' } })
 * // a test
 * const { anvil, signer } = inject('viem-passkey-account')
 */
export async function setup(
  project: Pick<TestProject, 'provide'>,
  parameters: setup.Parameters = {},
): Promise<setup.ReturnType> {
  const signer = await createLocalSigner({ faults: true, ...parameters.signer })
  const closing = [signer.close]
  const close = async (): Promise<void> => {
    const failed: unknown[] = []
    // What does not close keeps nothing else open.
    for (const end of closing.splice(0).reverse()) await end().catch((error) => failed.push(error))
    if (failed.length > 0) throw new AggregateError(failed, 'Anvil or the signer did not close.')
  }
  try {
    const server: ListeningSigner = await listen(signer, parameters.listen)
    closing.push(server.close)
    const anvil = await startAnvil(parameters.anvil)
    closing.push(anvil.stop)
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
    anvil?: startAnvil.Parameters | undefined
    signer?: createLocalSigner.Parameters | undefined
    listen?: listen.Parameters | undefined
  }
  type ReturnType = () => Promise<void>
  type ErrorType = startAnvil.ErrorType | listen.ErrorType
}

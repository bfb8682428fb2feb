import { createLocalSigner, type LocalSigner } from 'viem-passkey-account/signer'
import { generateKeyPair } from '../../scripts/lib/generateKeyPair.ts'

/**
 * Creates the signer of the demo. On localhost it has the well-known API key, so that it is the same at each start. Behind an
 * origin the proxy makes it public, and everybody knows that key: it gets a new one.
 *
 * @param parameters.origin - Where browsers reach the demo, if not on localhost.
 * @param parameters.faults - Whether faults can be planned.
 */
export async function createDemoSigner({
  origin,
  faults,
}: {
  origin?: string | undefined
  faults?: boolean | undefined
} = {}): Promise<LocalSigner> {
  return createLocalSigner({ faults, ...(origin && { origins: [origin], apiKey: await generateKeyPair() }) })
}

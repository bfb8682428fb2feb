import { createLocalSigner, type ListeningSigner, type LocalSigner, listen } from 'viem-passkey-account/signer'
import { reservePort } from '../../harness/reservePort.js'
import { createTestClient, type TestClient } from '../../signer/testClient.js'

export type OpenedSigner = { signer: LocalSigner; server: ListeningSigner; client: TestClient }

/**
 * A signer that listens, and a client of it that knows nothing of ours.
 *
 * @param port - By default, one that nobody else takes while the signer is closed.
 */
export async function openSigner(port?: number): Promise<OpenedSigner> {
  const signer = await createLocalSigner()
  const server = await listen(signer, { port: port ?? (await reservePort()) })
  const client = createTestClient({
    url: server.url,
    fetchFn: (request) => fetch(request),
    signer,
    clock: { ms: Date.now() },
  })
  return { signer, server, client }
}

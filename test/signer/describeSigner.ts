import { createLocalSigner, type LocalSigner, listen } from 'viem-passkey-account/signer'
import { afterEach, beforeEach, describe } from 'vitest'
import { createTestClient, type TestClient } from './testClient.js'

export type SignerContext = TestClient & {
  signer: LocalSigner
  /** The signer's clock, which tests can move. */
  clock: { ms: number }
  /** Sends requests to the signer itself, or to its server. */
  fetchFn: (request: Request) => Promise<Response>
  url: string
}

/** Runs the same cases twice: in this process, and over HTTP. */
export function describeSigner(
  name: string,
  parameters: Omit<createLocalSigner.Parameters, 'now'>,
  cases: (context: SignerContext) => void,
): void {
  for (const transport of ['in process', 'over HTTP'] as const) {
    describe(`${name}, ${transport}`, () => {
      const context: Partial<SignerContext> = {}
      const errors: unknown[] = []
      let stop: () => Promise<void>

      beforeEach(async () => {
        const clock = { ms: Date.now() }
        const signer = await createLocalSigner({
          ...parameters,
          now: () => clock.ms,
          onError: (error) => errors.push(error),
        })
        const server = transport === 'over HTTP' ? await listen(signer) : undefined
        const url = server?.url ?? 'http://signer.test'
        const fetchFn = server === undefined ? signer.fetch : (request: Request) => fetch(request)
        Object.assign(context, { signer, clock, fetchFn, url, ...createTestClient({ url, fetchFn, signer, clock }) })
        stop = async () => {
          await server?.close()
          await signer.close()
        }
      })

      afterEach(async () => {
        await stop()
        if (errors.length > 0) throw new AggregateError(errors.splice(0), 'The signer has called onError.')
      })

      // `beforeEach` fills it, and cases read it.
      cases(context as SignerContext)
    })
  }
}

import { createLocalSigner, type LocalSigner, listen } from 'viem-passkey-account/signer'
import { type Anvil, startAnvil } from 'viem-passkey-account/testing/node'
import { serveDapp } from '../../../examples/dapp/server/serveDapp.ts'

export type Demo = {
  url: string
  anvil: Anvil
  /** Takes faults. */
  signer: LocalSigner
  /** Ends its server; what is in the signer stays. */
  stopSigner(): Promise<void>
  /** At the same address as before. */
  startSigner(): Promise<void>
  close(): Promise<void>
}

/** The running demo, as `npm start` leaves it, on ports of its own. */
export async function openDemo(parameters: { rpId?: string } = {}): Promise<Demo> {
  const anvil = await startAnvil()
  const signer = await createLocalSigner({ faults: true })
  let server = await listen(signer)
  const { url: signerUrl } = server
  // What a signer that is down does to a sign-up shows in the page.
  const dapp = await serveDapp({ anvil, signer, signerUrl, port: 0, onError: () => {}, ...parameters })
  return {
    url: dapp.url,
    anvil,
    signer,
    stopSigner: () => server.close(),
    startSigner: async () => {
      server = await listen(signer, { port: Number(new URL(signerUrl).port) })
    },
    close: async () => {
      await dapp.close()
      await server.close()
      await signer.close()
      await anvil.stop()
    },
  }
}

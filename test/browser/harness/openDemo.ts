import { type LocalSigner, listen } from 'viem-passkey-account/signer'
import { type Anvil, startAnvil } from 'viem-passkey-account/testing/node'
import { createDemoSigner } from '../../../examples/dapp/server/createDemoSigner.ts'
import { serveDapp } from '../../../examples/dapp/server/serveDapp.ts'
import { reservePort } from '../../harness/reservePort.js'

export type Demo = {
  url: string
  anvil: Anvil
  /** With faults. */
  signer: LocalSigner
  /** Stops the server. The signer keeps its wallets. */
  stopSigner(): Promise<void>
  /** At the same address. */
  startSigner(): Promise<void>
  close(): Promise<void>
}

/** The running demo, as `npm start` leaves it, on free ports. */
export async function openDemo(parameters: { origin?: string; rpId?: string } = {}): Promise<Demo> {
  const anvil = await startAnvil()
  const signer = await createDemoSigner({ faults: true, origin: parameters.origin })
  const port = await reservePort()
  let server = await listen(signer, { port })
  const { url: signerUrl } = server
  // The tests see in the page why a sign-up failed.
  const dapp = await serveDapp({ anvil, signer, signerUrl, port: 0, onError: () => {}, ...parameters })
  return {
    url: dapp.url,
    anvil,
    signer,
    stopSigner: () => server.close(),
    startSigner: async () => {
      server = await listen(signer, { port })
    },
    close: async () => {
      await dapp.close()
      await server.close()
      await signer.close()
      await anvil.stop()
    },
  }
}

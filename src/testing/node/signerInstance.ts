import { createLocalSigner, type ListeningSigner, listen } from 'viem-passkey-account/signer'

/**
 * Creates an instance of the local signer for [prool](https://github.com/wevm/prool), which runs one for each worker of
 * a test suite. It starts empty each time, accepts faults, and has the well-known organization id and API key.
 *
 * @example
 * ```ts
 * import { Instance, Server } from 'prool'
 * import { signerInstance } from 'viem-passkey-account/testing/node'
 *
 * const server = Server.create({ instance: Instance.define(signerInstance)() })
 * ```
 */
export function signerInstance(parameters: signerInstance.Parameters = {}): signerInstance.ReturnType {
  const { host = '127.0.0.1', port = 8181, signer: signerParameters } = parameters
  let stop: (() => Promise<void>) | undefined
  return {
    name: 'passkey-signer',
    host,
    port,
    async start(options = {}) {
      const signer = await createLocalSigner({ faults: true, ...signerParameters })
      let server: ListeningSigner
      try {
        server = await listen(signer, { host, port: options.port ?? port })
      } catch (error) {
        await signer.close()
        throw error
      }
      stop = async () => {
        await server.close()
        await signer.close()
      }
    },
    async stop() {
      await stop?.()
      stop = undefined
    },
  }
}

export declare namespace signerInstance {
  type Parameters = {
    /**
     * Address to listen on.
     * @default '127.0.0.1'
     */
    host?: string | undefined
    /**
     * Port to listen on. prool chooses one for each instance.
     * @default 8181
     */
    port?: number | undefined
    /** Parameters of `createLocalSigner`, such as `origins`. */
    signer?: createLocalSigner.Parameters | undefined
  }
  type ReturnType = {
    /** Name of the instance. */
    name: string
    /** Address to listen on. */
    host: string
    /** Port to listen on, if `start` gets none. */
    port: number
    /** Starts the signer. */
    start(options?: {
      /** Port to listen on. */
      port?: number | undefined
    }): Promise<void>
    /** Stops the signer. */
    stop(): Promise<void>
  }
}

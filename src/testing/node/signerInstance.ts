import { createLocalSigner, type ListeningSigner, listen } from 'viem-passkey-account/signer'

/**
 * The local signer as an instance for [prool](https://github.com/wevm/prool), which runs one for each worker of a test suite. Each start
 * begins with nothing in it, takes faults, and has the well-known organization and API key.
 *
 * @param parameters.host The address to listen on, `127.0.0.1` unless said.
 * @param parameters.port 8181 unless said; prool gives each instance its own.
 * @param parameters.signer What {@link createLocalSigner} takes beside that, such as `origins`.
 *
 * @example
 * const server = Server.create({ instance: Instance.define(signerInstance)() })
 */
export function signerInstance(parameters: signerInstance.Parameters = {}): signerInstance.ReturnType {
  const { host = '127.0.0.1', port = 8181, signer: options } = parameters
  let stopRunning: (() => Promise<void>) | undefined
  return {
    name: 'passkey-signer',
    host,
    port,
    async start({ port: given = port } = {}) {
      const signer = await createLocalSigner({ faults: true, ...options })
      let server: ListeningSigner
      try {
        server = await listen(signer, { host, port: given })
      } catch (error) {
        await signer.close()
        throw error
      }
      stopRunning = async () => {
        await server.close()
        await signer.close()
      }
    },
    async stop() {
      await stopRunning?.()
      stopRunning = undefined
    },
  }
}

export declare namespace signerInstance {
  type Parameters = {
    host?: string | undefined
    port?: number | undefined
    signer?: createLocalSigner.Parameters | undefined
  }
  type ReturnType = {
    name: string
    host: string
    port: number
    start(options?: { port?: number | undefined }): Promise<void>
    stop(): Promise<void>
  }
}

import { isIP, Server as NetServer } from 'node:net'
import { devApiKey } from '../auth/identity/devCredentials.js'
import { SignerListenError } from '../errors.js'
import type { LocalSigner } from '../localSigner.js'
import { isLoopback } from '../util/isLoopback.js'
import { consolePolicy } from './consolePolicy.js'
import { createRoom } from './createRoom.js'
import { findHandler } from './handlers.js'
import { hostPolicy } from './hostPolicy.js'
import { limitConnections } from './limitConnections.js'
import { maxHeaders, type Server, serve } from './serve.js'

/**
 * Serves a signer over HTTP.
 *
 * @example
 * ```ts
 * import { createLocalSigner, listen } from 'viem-passkey-account/signer'
 *
 * const signer = await createLocalSigner()
 * const server = await listen(signer, { port: 8181 })
 * console.log(server.url) // http://127.0.0.1:8181
 * ```
 */
export async function listen(
  signer: Pick<LocalSigner, 'fetch' | 'apiKey'> & Partial<Pick<LocalSigner, 'page'>>,
  parameters: listen.Parameters = {},
): Promise<ListeningSigner> {
  const { host = '127.0.0.1', port = 0, allowedHosts = [], maxConnections = 1000 } = parameters
  const { requestTimeout = 30_000, headersTimeout = Math.min(10_000, requestTimeout) } = parameters
  const { answerTimeout = 30_000 } = parameters
  if (!isLoopback(host) && signer.apiKey.publicKey === devApiKey.publicKey)
    throw new SignerListenError(
      'WELL_KNOWN_KEY',
      host,
      port,
      `The signer has the well-known API key, so it does not listen on ${host}. Start it with a database file (--database), or pass your own \`apiKey\`.`,
    )

  const closing = new AbortController()
  const answering = new Set<Promise<void>>()
  // Not imported: an import reads every export, which loads Node's `fetch`, and the signer would be ready later.
  const { createServer } = process.getBuiltinModule('node:http')
  const server = createServer({
    maxHeaderSize: 32 * 1024,
    headersTimeout,
    requestTimeout,
    // Longer than clients keep an idle connection, so that none writes into one that is just being closed.
    keepAliveTimeout: 60_000,
    // How often Node looks for requests that are late.
    connectionsCheckingInterval: Math.min(1000, headersTimeout),
  })
  server.maxHeadersCount = maxHeaders + 1
  const { page } = signer
  const served: Server = {
    handle: findHandler(signer),
    fetch: (request) => signer.fetch(request),
    page: page === undefined ? undefined : (request) => page(request),
    isAllowedHost: hostPolicy([host, ...allowedHosts]),
    isForConsole: consolePolicy(parameters.page, host),
    connections: limitConnections(server, maxConnections),
    bodies: createRoom(64 * 1024 * 1024),
    answerTimeout,
    incomplete: new Set(),
    streams: new Set(),
    closing: closing.signal,
  }
  server.on('request', (incoming, response) => {
    const done = serve(served, incoming, response).then(() => void answering.delete(done))
    answering.add(done)
  })

  await new Promise<void>((resolve, reject) => {
    // Stays while it listens: it is also called for connections that could not be accepted, which must not end the process.
    server.on('error', (error) => reject(toListenError(error, host, port)))
    server.listen(port, host, resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port')
  const shownHost = isIP(address.address) === 6 ? `[${address.address}]` : address.address
  return {
    url: `http://${host === 'localhost' ? host : shownHost}:${address.port}`,
    async close() {
      closing.abort()
      // In Node, `server.close()` would treat a response that is not fully sent yet as idle, and cut it off.
      const { close } = server instanceof NetServer ? NetServer.prototype : server
      const closed = new Promise<void>((resolve) => close.call(server, () => resolve()))
      for (const endless of [...served.incomplete, ...served.streams]) endless.destroy()
      // Responses are sent to their end. Idle connections and unfinished requests are not waited for.
      await Promise.all(answering)
      server.closeAllConnections()
      await closed
      server.close()
    },
  }
}

/** Turns an error of the operating system into one that says what to do. */
function toListenError(error: Error, host: string, port: number): SignerListenError {
  const code = 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return new SignerListenError(
      'PORT_IN_USE',
      host,
      port,
      `Port ${port} on ${host} is in use. Stop the program that uses it, or choose another port.`,
      error,
    )
  return new SignerListenError(
    'LISTEN_FAILED',
    host,
    port,
    `Cannot listen on ${host}:${port}: ${reasonOf(code)}`,
    error,
  )
}

function reasonOf(code: unknown): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'you may not use this port. Choose one from 1024 up.'
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'this machine has no such address. Choose one that it has, such as 127.0.0.1, or 0.0.0.0 for all of them.'
    default:
      return `${code}. Choose another address or port.`
  }
}

/** A signer that is served over HTTP. */
export type ListeningSigner = {
  /** Where the signer listens, such as `http://127.0.0.1:8181`. No slash at the end. */
  url: string
  /**
   * Stops listening. Resolves when every response is sent and every connection closed. A response that a fault delays is sent
   * at once. The signer itself stays open.
   */
  close: () => Promise<void>
}

export declare namespace listen {
  type Parameters = {
    /**
     * Address to listen on. Off loopback, a signer with the development API key is refused.
     *
     * @default '127.0.0.1'
     */
    host?: string | undefined
    /**
     * Port to listen on. `0` takes any free one.
     *
     * @default 0
     */
    port?: number | undefined
    /**
     * Names that a request's `Host` header may have besides IP addresses, `localhost` and `host`, such as the name of a
     * container. Other names are refused, so that no web page can reach the signer by DNS rebinding.
     *
     * @default []
     */
    allowedHosts?: readonly string[] | undefined
    /**
     * Connections that may be open at once. One more closes the connection that has made no progress for the longest time;
     * progress is to connect, to finish the headers of a request, and to take a response or an event. Connections whose
     * request the signer is working on are kept: if all are, the new one is closed.
     *
     * @default 1000
     */
    maxConnections?: number | undefined
    /**
     * Time in milliseconds that a whole request may take to arrive.
     *
     * @default 30_000
     */
    requestTimeout?: number | undefined
    /**
     * Time in milliseconds that the headers of a request may take to arrive, counted from the connection.
     *
     * @default 10_000
     */
    headersTimeout?: number | undefined
    /**
     * Time in milliseconds that a client may read nothing of its response.
     *
     * @default 30_000
     */
    answerTimeout?: number | undefined
    /**
     * Whether `GET /` shows the signer's web page: everything it holds except secrets, to anyone who can reach it. By
     * default only a signer that listens on loopback shows it, and only at a loopback name.
     *
     * @default undefined
     */
    page?: boolean | undefined
  }
  type ErrorType = SignerListenError
}

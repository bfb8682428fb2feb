import { once } from 'node:events'
import { type IncomingHttpHeaders, IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { createLocalSigner, type ListeningSigner, type LocalSigner, listen } from 'viem-passkey-account/signer'
import { onTestFinished } from 'vitest'
import { createTestClient, type TestClient, textAt } from '../signer/testClient.js'

export type OpenedConsole = TestClient & {
  signer: LocalSigner
  server: ListeningSigner
  clock: { ms: number }
  /** Gets a path of the page. */
  get(path: string, headers?: Record<string, string>, method?: string): Promise<PageResponse>
  /** Gets what the page shows of the activity in an answer of the signer. */
  getActivity(answer: { body: unknown }): Promise<PageResponse>
}

/** `body` is parsed if it is JSON. */
export type PageResponse = { status: number; headers: IncomingHttpHeaders; text: string; body: unknown }

/** Opens a signer behind HTTP, whose page the test reads. Closes it at the end of the test. */
export async function openConsole(
  parameters: Omit<createLocalSigner.Parameters, 'now'> & listen.Parameters = {},
): Promise<OpenedConsole> {
  const clock = { ms: Date.now() }
  const signer = await createLocalSigner({ ...parameters, now: () => clock.ms })
  const server = await listen(signer, parameters)
  onTestFinished(async () => {
    await server.close()
    await signer.close()
  })
  const url = server.url.replace('0.0.0.0', '127.0.0.1')
  // `fetch` sets Host and the headers of Fetch Metadata itself.
  const get: OpenedConsole['get'] = async (path, headers = {}, method = 'GET') => {
    const sent = request(`${url}${path}`, { headers, method })
    sent.end()
    const [response] = await once(sent, 'response')
    if (!(response instanceof IncomingMessage)) throw new Error('there is no response')
    const content = await text(response)
    const isJson = content !== '' && response.headers['content-type'] === 'application/json'
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      text: content,
      body: isJson ? JSON.parse(content) : undefined,
    }
  }
  return {
    ...createTestClient({ url, fetchFn: (request) => fetch(request), signer, clock }),
    signer,
    server,
    clock,
    get,
    getActivity: (answer) => get(`/page/activities/${textAt(answer.body, 'activity.id')}`),
  }
}

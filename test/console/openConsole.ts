import { once } from 'node:events'
import { type IncomingHttpHeaders, IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { createLocalSigner, type ListeningSigner, type LocalSigner, listen } from 'viem-passkey-account/signer'
import { onTestFinished } from 'vitest'
import { createTestClient, type TestClient, textAt } from '../signer/testClient.js'

export type OpenedPage = TestClient & {
  signer: LocalSigner
  server: ListeningSigner
  clock: { ms: number }
  /** What the page is told at a path, parsed if it is JSON. */
  look(path: string, headers?: Record<string, string>, method?: string): Promise<Looked>
  /** What it says of an activity that was just answered. */
  lookAt(answer: { body: unknown }): Promise<Looked>
}
export type Looked = { status: number; headers: IncomingHttpHeaders; text: string; body: unknown }

/** A signer behind HTTP, whose page is looked at; closed at the end of the test. */
export async function openConsole(
  parameters: Omit<createLocalSigner.Parameters, 'now'> & listen.Parameters = {},
): Promise<OpenedPage> {
  const clock = { ms: Date.now() }
  const signer = await createLocalSigner({ ...parameters, now: () => clock.ms })
  const server = await listen(signer, parameters)
  onTestFinished(async () => {
    await server.close()
    await signer.close()
  })
  const url = server.url.replace('0.0.0.0', '127.0.0.1')
  // Not by `fetch`, which sets Host and the headers of Fetch Metadata itself.
  const look: OpenedPage['look'] = async (path, headers = {}, method = 'GET') => {
    const asked = request(`${url}${path}`, { headers, method })
    asked.end()
    const [response] = await once(asked, 'response')
    if (!(response instanceof IncomingMessage)) throw new Error('no answer')
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
    look,
    lookAt: (answer) => look(`/page/activities/${textAt(answer.body, 'activity.id')}`),
  }
}

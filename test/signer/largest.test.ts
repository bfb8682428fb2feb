import { createLocalSigner } from 'viem-passkey-account/signer'
import { expect, test } from 'vitest'
import { largestRequests } from '../../bench/largest/largestRequests.js'
import type { LargestRequest } from '../../bench/largest/world.js'
import { activities, votes } from '../../src/signer/activities/index.js'
import { queries } from '../../src/signer/queries/index.js'
import { createTestClient } from './testClient.js'

// `npm run bench` measures how long they take, on organizations that are full.

test('every endpoint takes its largest request, while another client asks who it is', async () => {
  const errors: unknown[] = []
  const signer = await createLocalSigner({ onError: (error) => errors.push(error) })
  const client = createTestClient({
    url: 'http://signer.test',
    fetchFn: signer.fetch,
    signer,
    clock: { ms: Date.now() },
  })
  const post = ({ caller, path, body }: LargestRequest) => client.post(caller, `/public/v1/${path}`, body)
  const requests = largestRequests({
    signer,
    share: 0.02,
    async send(request) {
      const { status, body, text } = await post(request)
      expect(status, `${request.path} ${text.slice(0, 500)}`).toBe(200)
      return body
    },
  })
  const paths = new Set<string>()
  for (let next = await requests.next(); !next.done; ) {
    const { path, what } = next.value
    const [answer, whoami] = await Promise.all([
      post(next.value),
      client.query(signer.apiKey, 'whoami', signer.organizationId),
    ])
    expect(whoami.status).toBe(200)
    expect(answer.status, `${path}, ${what}: ${answer.text.slice(0, 500)}`).toBe(what.startsWith('none of') ? 404 : 200)
    // A list is bounded, and a single object by the request that made it.
    expect(answer.text.length, `${path}, ${what}`).toBeLessThan(path.includes('list_') ? 4.1 * 2 ** 20 : 2 ** 23)
    paths.add(path)
    next = await requests.next(answer.body)
  }
  await signer.close()
  expect(errors).toEqual([])
  const endpoints = [
    ...[...activities, ...votes].map(({ path }) => `submit/${path}`),
    ...queries.map(({ path }) => `query/${path}`),
  ]
  expect([...paths].sort()).toEqual(endpoints.sort())
}, 180_000)

import { createLocalSigner } from 'viem-passkey-account/signer'
import { afterAll, expect, test } from 'vitest'
import { apiKeyStamp } from '../signer/testClient.js'

const signer = await createLocalSigner()
afterAll(() => signer.close())

// What @turnkey/http sent until February 2026: `fetch` with a string for a body and no content type.
test.each(['text/plain;charset=UTF-8', 'application/octet-stream', undefined])(
  'a stamped request of content type %s is taken: its stamp forces a CORS preflight',
  async (type) => {
    const body = JSON.stringify({ organizationId: signer.organizationId })
    const request = new Request('http://signer.test/public/v1/query/whoami', {
      method: 'POST',
      body,
      headers: apiKeyStamp(signer.apiKey, body),
    })
    if (type === undefined) request.headers.delete('content-type')
    else request.headers.set('content-type', type)
    const response = await signer.fetch(request)
    expect([response.status, await response.json()]).toMatchObject([200, { organizationId: signer.organizationId }])
  },
)

test('without a stamp only JSON is', async () => {
  const request = new Request('http://signer.test/public/v1/query/whoami', { method: 'POST', body: '{}' })
  expect((await signer.fetch(request)).status).toBe(415)
})

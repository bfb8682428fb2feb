export const signPath = '/public/v1/submit/sign_raw_payload'
export const whoamiPath = '/public/v1/query/whoami'

/** Formatted unlike `JSON.stringify`, so that a body that was parsed and serialized again would differ. */
export const signBody: string = `{ "type":"ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2",\n "timestampMs": "1700000000000", "organizationId":"0d3a2ae4-7b1b-4f4e-8a38-4cbb3d2a9c6d","parameters":{"signWith":"0x00","payload":"\\u00e4 ä 😀 \\"q\\"","encoding":"PAYLOAD_ENCODING_TEXT_UTF8","hashFunction":"HASH_FUNCTION_KECCAK256"}}\r\n`
export const whoamiBody = '{"organizationId":"0d3a2ae4-7b1b-4f4e-8a38-4cbb3d2a9c6d"}'

export const apiKeyStamp = 'eyJwdWJsaWNLZXkiOiIwMiIsInNjaGVtZSI6IlMiLCJzaWduYXR1cmUiOiIzMCJ9'
export const webAuthnStamp =
  '{"authenticatorData":"AAAA","clientDataJson":"e30","credentialId":"c2VjcmV0LWlk","signature":"MEUC"}'

/** A stamped request to the signer's own path. */
export function stamped(url: string, changes: { body?: BodyInit; headers?: Record<string, string> } = {}): Request {
  return new Request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-stamp-webauthn': webAuthnStamp, ...changes.headers },
    body: changes.body ?? signBody,
    ...(changes.body instanceof ReadableStream ? { duplex: 'half' } : {}),
  })
}

/** A signed request, posted as JSON. */
export function posted(
  url: string,
  signed: unknown = {
    url: `https://api.turnkey.com${signPath}`,
    body: signBody,
    stamp: { stampHeaderName: 'X-Stamp-Webauthn', stampHeaderValue: webAuthnStamp },
  },
): Request {
  return new Request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof signed === 'string' ? signed : JSON.stringify(signed),
  })
}

/** Status, code and `reason` of an error of the handler, after a check that it has the signer's format and no secrets. */
export async function readError(response: Response): Promise<{ status: number; reason: unknown; code: number }> {
  const text = await response.text()
  const body = JSON.parse(text)
  if (typeof body.code !== 'number' || typeof body.message !== 'string' || !Array.isArray(body.details))
    throw new Error(`Not the signer's error format: ${text}`)
  for (const secret of [apiKeyStamp, webAuthnStamp, 'c2VjcmV0LWlk'])
    if (text.includes(secret)) throw new Error(`The response contains a stamp: ${text}`)
  if (response.headers.get('content-type') !== 'application/json') throw new Error('The response is not JSON.')
  return { status: response.status, reason: body.details[0]?.reason, code: body.code }
}

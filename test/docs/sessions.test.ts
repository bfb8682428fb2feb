import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { loadSnippet } from './loadSnippet.js'

type Handler = (...parameters: unknown[]) => Response | Promise<Response>
const wallet = { organizationId: 'o', address: '0x00' }
let signUpAndRemember: Handler
let readWallets: Handler

async function load(secret: string): Promise<void> {
  vi.stubEnv('COOKIE_SECRET', secret)
  const snippet = await loadSnippet('docs/sessions.md', 'Say who is expected', 1)
  if (!isHandler(snippet.signUpAndRemember) || !isHandler(snippet.readWallets))
    throw new Error('It exports no handler.')
  ;({ signUpAndRemember, readWallets } = {
    signUpAndRemember: snippet.signUpAndRemember,
    readWallets: snippet.readWallets,
  })
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function'
}

beforeAll(() => load('a secret of the server'))
afterAll(() => void vi.unstubAllEnvs())

const request = (cookie?: string) =>
  new Request('https://app.test/api/wallets', { headers: { ...(cookie && { cookie }) } })

async function signUp(response: Response) {
  const answer = await signUpAndRemember(request(), async () => response)
  return { answer, cookie: answer.headers.get('set-cookie')?.split(';')[0] }
}

test('the cookie of docs/sessions.md gives the page the wallets of the sign-up', async () => {
  const { answer, cookie } = await signUp(Response.json({ wallet }))
  expect(await answer.json()).toEqual({ wallet })
  for (const header of [cookie, `theme=dark; ${cookie}; a=b`]) {
    const read = await readWallets(request(header))
    expect([read.status, await read.json()]).toEqual([200, [wallet]])
  }
  const refused = await signUp(new Response('no', { status: 401 }))
  expect([refused.answer.status, refused.cookie]).toEqual([401, undefined])
})

test('a cookie that somebody made or changed gives nothing', async () => {
  const { cookie = '' } = await signUp(Response.json({ wallet }))
  const [text = '', mac = ''] = cookie.replace('wallets=', '').split('.')
  const other = Buffer.from(JSON.stringify([{ ...wallet, address: '0x01' }])).toString('base64url')
  const cookies = [
    '',
    `wallets=${other}.${mac}`,
    `wallets=${text}.`,
    `wallets=${text}.AAAA`,
    `wallets=${text}`,
    `x${cookie}`,
  ]
  for (const header of cookies) expect((await readWallets(request(header))).status).toBe(404)

  await load('another secret')
  expect((await readWallets(request(cookie))).status).toBe(404)
  // A secret that is missing signs nothing that anybody could sign, too.
  await load('')
  const unsigned = await signUp(Response.json({ wallet }))
  expect((await readWallets(request(unsigned.cookie))).status).toBe(404)
})

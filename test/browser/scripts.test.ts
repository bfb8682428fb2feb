import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { verifyTypedData } from 'viem'
import { afterAll, expect, test } from 'vitest'
import { startLocal } from '../../examples/scripts/lib/startLocal.ts'
import { startScript } from '../../examples/scripts/lib/startScript.ts'
import { root } from '../../scripts/lib/root.ts'
import { addAuthenticator } from './harness/addAuthenticator.js'
import { openChromium } from './harness/openChromium.js'

const local = await startLocal()
const chromium = await openChromium()
afterAll(async () => {
  await chromium.close()
  await local.close()
})

const batch = root('examples/scripts/batch.json')
const env = { ...local.env, STAMPER: 'session', WALLET_FILE: join(local.directory, 'me.json') }
const start = (args: string[], more: Record<string, string> = {}) =>
  startScript(args, { env: { ...env, ...more }, cwd: local.directory })

/** The first match in what a script says on stderr. */
const hear = ({ stderr }: ChildProcess, pattern: RegExp): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = ''
    stderr?.on('data', (chunk: string) => {
      text += chunk
      const [, found] = pattern.exec(text) ?? []
      if (found) resolve(found)
    })
    stderr?.on('end', () => reject(new Error(`It did not say ${pattern}:\n${text}`)))
  })
const page = /^Open (http:\S+)/m
const key = /^ {2}(0[23]\w{64})$/m

test('a session that a passkey logs in from a page, and what the page cannot do', async () => {
  const tab = await (await chromium.newContext()).newPage()
  const { cdp, authenticatorId } = await addAuthenticator(tab)
  const violations: string[] = []
  tab.on('console', (message) => message.type() === 'error' && violations.push(message.text()))

  // A wallet for the passkey of this browser, whose private key nobody outside of it has.
  const making = start(['createWallet', '--name', 'me', '--wallet', 'me.json', '--browser', '--json'])
  await tab.goto(await hear(making.child, page))
  await tab.getByRole('button', { name: 'Use my passkey' }).click()
  const made = await making.ended
  expect(made).toMatchObject({ code: 0 })
  const { address } = JSON.parse(made.stdout)

  // One prompt, for a session that signs.
  const signing = start(['signBatch', batch, '--json'])
  const [url, publicKey] = await Promise.all([hear(signing.child, page), hear(signing.child, key)])
  const answers: (string | null)[] = []
  tab.on('request', (request) => request.url().endsWith('/answer') && answers.push(request.postData()))
  const response = await tab.goto(url)
  expect(await tab.locator('#key').textContent()).toBe(publicKey)
  expect(response?.headers()['content-security-policy']).toContain("default-src 'none'; script-src 'self'")
  await tab.getByRole('button', { name: 'Use my passkey' }).click()
  const { code, stdout, stderr } = await signing.ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('Signing 3 for one prompt') })
  expect(answers).toEqual(['{"value":null}'])
  const { signatures } = JSON.parse(stdout)
  const typedData = JSON.parse(readFileSync(batch, 'utf8'))
  for (const [index, signature] of signatures.entries())
    expect(await verifyTypedData({ ...typedData[index], address, signature })).toBe(true)

  // An API key that the passkey approves through the same page.
  const keeping = start(['createApiKey', '--out', 'me.key.json', '--json'])
  await tab.goto(await hear(keeping.child, page))
  await tab.getByRole('button', { name: 'Use my passkey' }).click()
  expect((await keeping.ended).code).toBe(0)
  expect((await start(['signBatch', batch], { STAMPER: 'api-key:me.key.json' }).ended).code).toBe(0)

  // No: by the button, and in the prompt.
  const refused = start(['signBatch', batch])
  await tab.goto(await hear(refused.child, page))
  await tab.getByRole('button', { name: 'No' }).click()
  expect(await refused.ended).toMatchObject({ code: 3, stderr: expect.stringContaining('Dismissed') })
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
  await cdp.send('WebAuthn.clearCredentials', { authenticatorId })
  const dismissed = start(['signBatch', batch])
  await tab.goto(await hear(dismissed.child, page))
  await tab.getByRole('button', { name: 'Use my passkey' }).click()
  expect(await dismissed.ended).toMatchObject({ code: 3, stderr: expect.stringContaining('PasskeyCancelledError') })
  expect(violations).toEqual([])
})

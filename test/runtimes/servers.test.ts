import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import {
  apiKeyStamper,
  createPasskey,
  createPasskeyAccount,
  createSignerClient,
  SignerUnreachableError,
  webAuthnStamper,
} from 'viem-passkey-account'
import { createSubOrganization, createWallet, listWallets, whoami } from 'viem-passkey-account/actions'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { readPage, readSnippets } from '../docs/pages.js'
import { createProject } from '../package/createProject.js'
import { oldNodes, type Runtime, runtimes } from './fixture.js'

const project = await createProject()
afterAll(project.remove)

const quickStart = readSnippets(readPage('README.md')).find(({ language }) => language === 'js')
project.write('quickstart.mjs', quickStart?.code ?? '')

project.write(
  'everything.mjs',
  `import { createRequire } from 'node:module'
  import { createPasskeyAccount, createSignerClient, PasskeyCancelledError, signUp, webAuthnStamper } from 'viem-passkey-account'
  import { createSignUpHandler, createProxy } from 'viem-passkey-account/server'
  import { createVirtualPasskey, trigger } from 'viem-passkey-account/testing'
  import { createTestWallet } from 'viem-passkey-account/testing/node'
  import { verifyMessage } from 'viem'

  const { signer, organization, close } = await createTestWallet({ http: true })
  // The page's requests go through the app's server, on the runtime's own fetch and streams.
  const proxy = createProxy({ upstream: signer.url, basePath: '/api/signer' })
  const signUpHandler = createSignUpHandler({ client: organization.client, organizationId: organization.organizationId })
  const passkey = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
  const wallet = await signUp({
    url: 'http://localhost/api/sign-up', rp: { id: 'localhost' }, user: { name: 'anna' },
    createFn: passkey.createFn, fetchFn: signUpHandler,
  })
  const stamper = webAuthnStamper({ rpId: 'localhost', getFn: passkey.getFn })
  const client = createSignerClient({ url: 'http://localhost/api/signer', fetchFn: proxy, stamper })
  const account = createPasskeyAccount({ client, ...wallet })
  const { address } = account
  const results = [await verifyMessage({ address, message: 'Hello', signature: await account.signMessage({ message: 'Hello' }) })]
  passkey.next('cancel')
  results.push(await account.signMessage({ message: 'Hello' }).catch((error) => error instanceof PasskeyCancelledError))
  await trigger.NotPermittedError({ signer })
  results.push(await account.signMessage({ message: 'Hello' }).catch((error) => error.name))
  await close()
  // By require, too.
  const required = createRequire(import.meta.url)('viem-passkey-account/testing/node')
  const other = await required.createTestWallet()
  results.push((await other.account.signMessage({ message: 'Hello' })).length)
  await other.close()
  console.log(JSON.stringify(results))`,
)

project.write(
  'serve.mjs',
  `import { createLocalSigner, listen } from 'viem-passkey-account/signer'
  const [database] = process.argv.slice(2)
  const signer = await createLocalSigner({ database, faults: true })
  const server = await listen(signer)
  console.log(JSON.stringify({ url: server.url, apiKey: signer.apiKey, organizationId: signer.organizationId }))
  process.stdin.once('end', async () => {
    await server.close()
    await signer.close()
    console.log('closed')
    process.exit()
  })
  process.stdin.resume()`,
)

/** A signer in a process of that runtime. Ends when its standard input does. */
async function startSigner({ command, args }: Runtime, database: string) {
  const child = spawn(command, [...args, 'serve.mjs', database], {
    cwd: project.directory,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const ended = once(child, 'close')
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (output.includes('\n')) resolve(output)
    })
    ended.then(() => reject(new Error(errors)), reject)
  })
  const started: { url: string; apiKey: { publicKey: string; privateKey: string }; organizationId: string } =
    JSON.parse(line)
  return {
    ...started,
    /** What it printed, after everything was closed. */
    async stop(): Promise<string> {
      child.stdin.end()
      await ended
      return output.slice(line.length) + errors
    },
  }
}

/** Sends bytes, and returns what comes back until the connection ends. */
function exchange(url: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  let received = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    received += chunk
  })
  socket.on('error', () => {})
  socket.write(text)
  return new Promise((resolve) => socket.once('close', () => resolve(received)))
}

const request = (headers: string, body = '{}'): string =>
  `POST /public/v1/query/whoami HTTP/1.1\r\n${headers}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`

describe.each(runtimes)('$name', (runtime) => {
  const { command, args } = runtime

  test('the quick start of the README', async () => {
    expect(await project.run(command, [...args, 'quickstart.mjs'])).toBe('true\n')
  })

  test('root, actions, server, testing and the kit, by import and by require', async () => {
    const output = await project.run(command, [...args, 'everything.mjs'])
    expect(JSON.parse(output)).toEqual([true, true, 'NotPermittedError', 132])
  })

  test('the signer over HTTP, with a file that outlives it', async () => {
    const database = `${runtime.name}.db`
    const signer = await startSigner(runtime, database)
    const { organizationId, url } = signer
    const server = createSignerClient({ url, stamper: apiKeyStamper(signer.apiKey) })
    const { createFn, getFn } = createVirtualPasskey({ rpId: 'localhost', origin: 'http://localhost' })
    const passkey = await createPasskey({ rp: { id: 'localhost' }, user: { name: 'anna' }, createFn })
    const wallet = await createSubOrganization(server, { organizationId, passkey, userName: 'anna' })
    const client = createSignerClient({
      url,
      stamper: webAuthnStamper({ rpId: 'localhost', getFn }),
      pollingInterval: 1,
    })
    const account = createPasskeyAccount({ client, ...wallet })
    const signature = await account.signMessage({ message: 'Hello' })
    expect(await createWallet(client, { organizationId: wallet.organizationId, walletName: 'Another' })).toBeDefined()
    expect(await signer.stop()).toBe('closed\n')
    await expect(account.signMessage({ message: 'Hello' })).rejects.toBeInstanceOf(SignerUnreachableError)

    const again = await startSigner(runtime, database)
    expect(again).toMatchObject({ organizationId, apiKey: signer.apiKey })
    const next = createSignerClient({ url: again.url, stamper: webAuthnStamper({ rpId: 'localhost', getFn }) })
    expect(await createPasskeyAccount({ client: next, ...wallet }).signMessage({ message: 'Hello' })).toBe(signature)
    expect(await listWallets(next, { organizationId: wallet.organizationId })).toHaveLength(2)
    // One signer at a time.
    await expect(startSigner(runtime, database)).rejects.toThrow('is in use by another signer')
    expect(await again.stop()).toBe('closed\n')
  })

  test('the command ends on SIGTERM, with everything closed', async () => {
    const cli = join(project.directory, 'node_modules/viem-passkey-account/dist/signer/cli.js')
    const child = spawn(command, [...args, cli, '--port', '0', '--json'], { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    const [line] = await once(child.stdout.setEncoding('utf8'), 'data')
    const { url, apiKey, organizationId } = JSON.parse(line)
    const client = createSignerClient({ url, stamper: apiKeyStamper(apiKey) })
    expect(await whoami(client, { organizationId })).toMatchObject({ organizationId })
    child.kill('SIGTERM')
    expect(await once(child, 'close')).toEqual([0, null])
  })

  test('its limits, faults and page', async () => {
    const signer = await startSigner(runtime, ':memory:')
    const { organizationId, url } = signer
    const client = createSignerClient({ url, stamper: apiKeyStamper(signer.apiKey), pollingInterval: 1 })
    expect(await exchange(url, request('Host: other.test\r\n'))).toMatch(/^HTTP\/1.1 403 /)
    expect(await exchange(url, request(`Host: localhost\r\nA: ${'a'.repeat(40_000)}\r\n`))).toMatch(/^HTTP\/1.1 431 /)
    for (const [fault, received] of [
      [{ kind: 'cut', when: 'before' }, /^$/],
      [{ kind: 'halfBody' }, /^HTTP\/1.1 401 .*[^}]$/s],
    ] as const) {
      const { status } = await fetch(`${url}/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...fault, on: ['whoami'] }),
      })
      expect(status).toBe(200)
      expect(await exchange(url, request('Host: localhost\r\n'))).toMatch(received)
    }
    expect(await whoami(client, { organizationId })).toMatchObject({ organizationId })
    expect(await (await fetch(url)).text()).toContain('<!doctype html>')
    // Neither a stream of the page nor half a request keeps it from closing.
    const stream = await fetch(`${url}/page/changes`)
    const unfinished = exchange(url, request('Host: localhost\r\n').slice(0, -1))
    await whoami(client, { organizationId })
    expect(await signer.stop()).toBe('closed\n')
    await unfinished
    await stream.text().catch(() => {})
  })
})

describe.each(oldNodes)('$name', ({ name, command }) => {
  const message = expect.stringMatching(
    `The local signer cannot run here: this runtime lacks node:sqlite.*Use Node 22\\.16 or newer; this is ${name}\\.`,
  )

  test.each(['createLocalSigner', 'createTestWallet'])(
    '%s says what is missing, by import and by require',
    async (call) => {
      const from = `viem-passkey-account/${call === 'createLocalSigner' ? 'signer' : 'testing/node'}`
      const body = `${call}().catch((error) => console.log(JSON.stringify([error.name, error.message])))`
      project.write('old.mjs', `import { ${call} } from '${from}'\n${body}`)
      project.write('old.cjs', `const { ${call} } = require('${from}')\n${body}`)
      for (const file of ['old.mjs', 'old.cjs'])
        expect(JSON.parse(await project.run(command, [file]))).toEqual(['SignerRuntimeError', message])
    },
  )

  test('the command says it, too', async () => {
    const cli = 'node_modules/viem-passkey-account/dist/signer/cli.js'
    await expect(project.run(command, [cli])).rejects.toMatchObject({ message })
  })

  test('a virtual passkey and the server’s handlers load', async () => {
    project.write(
      'loads.mjs',
      `import { createPasskeyAccount } from 'viem-passkey-account'
      import { createProxy } from 'viem-passkey-account/server'
      import { createVirtualPasskey } from 'viem-passkey-account/testing'
      import { createWallet } from 'viem-passkey-account/actions'
      console.log(typeof createPasskeyAccount, typeof createProxy, typeof createVirtualPasskey, typeof createWallet)`,
    )
    expect(await project.run(command, ['loads.mjs'])).toBe('function function function function\n')
  })
})

import { Instance, Server } from 'prool'
import { apiKeyStamper, createSignerClient, type SignerClient } from 'viem-passkey-account'
import { createWallet, listWallets, whoami } from 'viem-passkey-account/actions'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { signerInstance } from 'viem-passkey-account/testing/node'
import { expect, onTestFinished, test } from 'vitest'

const devSigner = await createLocalSigner()
await devSigner.close()
const { organizationId } = devSigner

const connect = (url: string): SignerClient =>
  createSignerClient({ url, stamper: apiKeyStamper(devSigner.apiKey), pollingInterval: 1 })

test('prool runs one for each worker', async () => {
  const server = Server.create({ instance: Instance.define(signerInstance)() })
  const stop = await server.start()
  onTestFinished(stop)
  const port = server.address()?.port
  const order = async (path: string): Promise<Response> => {
    const response = await fetch(`http://localhost:${port}/${path}`)
    expect(response.status, path).toBe(200)
    return response
  }
  const start = async (worker: number): Promise<string> => {
    const { host, port } = await (await order(`${worker}/start`)).json()
    return `http://${host}:${port}`
  }

  const [first, second] = [await start(1), await start(2)]
  expect(first).not.toBe(second)
  for (const url of [first, second])
    expect(await whoami(connect(url), { organizationId })).toMatchObject({ organizationId })

  const fault = { kind: 'error', status: 403, code: 7, message: 'no', on: ['whoami'] }
  await fetch(`${first}/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  })
  await expect(whoami(connect(first), { organizationId })).rejects.toMatchObject({ name: 'NotPermittedError' })
  await createWallet(connect(first), { organizationId, walletName: 'Gone with the restart' })
  await order('1/restart')
  expect(await listWallets(connect(first), { organizationId })).toEqual([])

  await order('1/stop')
  await expect(whoami(connect(first), { organizationId })).rejects.toMatchObject({ name: 'SignerUnreachableError' })
  expect(await whoami(connect(second), { organizationId })).toMatchObject({ organizationId })
})

test('can be restarted, and stopped while it does not run', async () => {
  const instance = signerInstance({ host: 'localhost', port: 0 })
  expect(instance).toMatchObject({ name: 'passkey-signer', host: 'localhost', port: 0 })
  await instance.stop()
  await instance.start()
  await instance.stop()
  await instance.start({ port: 0 })
  await instance.stop()
})

test('an instance that cannot start closes its signer and rejects', async () => {
  const instance = signerInstance({ host: '203.0.113.1', signer: { apiKey: devSigner.apiKey } })
  await expect(instance.start()).rejects.toMatchObject({ name: 'SignerListenError' })
  await instance.stop()
})

import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { createWalletClient, getAddress, type Hex, http, keccak256, parseEther } from 'viem'
import { createPasskeyAccount, createSignerClient, webAuthnStamper } from 'viem-passkey-account'
import { afterAll, describe, expect, test } from 'vitest'
import { openPasskeyFile } from '../../../examples/scripts/lib/openPasskeyFile.ts'
import type { LocalStack } from '../../../examples/scripts/lib/startLocalStack.ts'
import type { ScriptResult } from '../../../examples/scripts/lib/startScript.ts'
import { root } from '../../../scripts/lib/root.ts'
import { mined } from '../../harness/mined.ts'
import { startLocalStack, startScript } from './bundledScripts.ts'
import { startProxy } from './startProxy.ts'

const [single, shared] = await Promise.all([startLocalStack(), startLocalStack()])
await shared.requireSecondOwner()
const closeFns = [single.close, shared.close]
afterAll(async () => {
  for (const close of closeFns) await close()
})

const artifact = root('test/contracts/out/PermitToken.sol/PermitToken.json')
const nobody = '0x00000000000000000000000000000000000a11ce'

/** Runs scripts through a proxy that can cut them off from the chain. */
async function createRunner({ env, directory, wallet, anvil }: LocalStack) {
  const chain = await startProxy(anvil.url)
  closeFns.unshift(chain.close)
  const start = (args: string[], changed: Record<string, string> = {}) =>
    startScript(args, { env: { ...env, RPC_URL: chain.url, ...changed }, cwd: directory })
  return {
    run: (args: string[], changed: Record<string, string> = {}) => start(args, changed).ended,
    count: () => anvil.publicClient.getTransactionCount({ address: wallet.address }),
    savedFiles: () => readdirSync(directory).filter((file) => /^sent-.*\.json$/.test(file)),
    sends: () => chain.requests.filter(({ method }) => method === 'eth_sendRawTransaction').map(({ body }) => body),
    /** Kills a run when it sends its transaction: before the chain has it, or after, before the run knows. @returns the hash and the output. */
    async killAtSend(args: string[], when: 'before' | 'after'): Promise<{ hash: Hex; stderr: string }> {
      const { child, ended } = start(args)
      let raw: Hex = '0x'
      chain.intercept = async ({ method, body }, forward) => {
        if (method !== 'eth_sendRawTransaction') return forward()
        raw = JSON.parse(body).params[0]
        if (when === 'after') await forward()
        child.kill('SIGKILL')
        return undefined
      }
      const { code, stdout, stderr } = await ended
      chain.intercept = (_, forward) => forward()
      expect({ code, stdout }).toEqual({ code: null, stdout: '' })
      return { hash: keccak256(raw), stderr }
    },
    /** Lets the chain receive the transaction, then cuts every connection. */
    async cutAfterSend(args: string[]): Promise<ScriptResult> {
      let isCut = false
      chain.intercept = async ({ method }, forward) => {
        if (isCut) return undefined
        isCut = method === 'eth_sendRawTransaction'
        const answer = await forward()
        return isCut ? undefined : answer
      }
      const result = await start(args).ended
      chain.intercept = (_, forward) => forward()
      return result
    },
  }
}
const singleRunner = await createRunner(single)
const sharedRunner = await createRunner(shared)

describe.each([
  ['deploy.ts', ['deploy', artifact]],
  ['approval.ts pay', ['approval', 'pay', nobody, '0.5']],
])('%s', (_, args) => {
  test.each(['before', 'after'] as const)(
    'killed %s the chain has the transaction: the next run finishes it',
    async (when) => {
      const before = await singleRunner.count()
      const { hash, stderr } = await singleRunner.killAtSend(args, when)
      expect(stderr).toContain(hash)
      expect(singleRunner.savedFiles()).toHaveLength(1)

      const { code, stdout } = await singleRunner.run([...args, '--json'])
      expect({ code, hash: JSON.parse(stdout).hash }).toEqual({ code: 0, hash })
      expect(await singleRunner.count()).toBe(before + 1)
      // Finished: the same command is now a new transaction.
      expect(singleRunner.savedFiles()).toEqual([])
      const again = await singleRunner.run([...args, '--json'])
      expect(JSON.parse(again.stdout).hash).not.toBe(hash)
      expect(await singleRunner.count()).toBe(before + 2)
    },
  )

  test('cut off after sending: exits with 6, and the next run finishes it', async () => {
    const before = await singleRunner.count()
    expect(await singleRunner.cutAfterSend(args)).toMatchObject({ code: 6 })
    const sent = singleRunner.sends().length
    expect(await singleRunner.run(args)).toMatchObject({ code: 0 })
    // Found on the chain, so not sent again.
    expect(singleRunner.sends().length).toBe(sent)
    expect(await singleRunner.count()).toBe(before + 1)
  })
})

test.each(['error', 'cut'])(
  'after the answer %s to the signature, the next run asks for the same transaction',
  async (kind) => {
    const signer = await startProxy(single.env.SIGNER_URL ?? '')
    closeFns.unshift(signer.close)
    const args = ['approval', 'pay', nobody, '0.0625']
    const before = await singleRunner.count()
    let stolen: Hex = '0x'
    signer.intercept = async ({ path }, forward) => {
      const honest = await forward()
      if (!path.endsWith('sign_transaction')) return honest
      stolen = `0x${JSON.parse(honest).activity.result.signTransactionResult.signedTransaction}`
      return kind === 'error' ? '{"code":7,"message":"permission denied"}' : undefined
    }
    const failed = await singleRunner.run(args, { SIGNER_URL: signer.url })
    expect(failed).toMatchObject({ stderr: expect.stringContaining('may have been signed all the same') })
    expect(failed.code).toBeGreaterThan(0)
    const { publicClient } = single.anvil
    await mined(publicClient, await publicClient.sendRawTransaction({ serializedTransaction: stolen }))

    const { code, stdout } = await singleRunner.run([...args, '--json'])
    expect({ code, hash: JSON.parse(stdout).hash }).toEqual({ code: 0, hash: keccak256(stolen) })
    expect(await singleRunner.count()).toBe(before + 1)
    expect(singleRunner.savedFiles()).toEqual([])
  },
)

test('an address in another case is the same payment', async () => {
  const { hash } = await singleRunner.killAtSend(['approval', 'pay', nobody, '0.5'], 'before')
  const { code, stdout } = await singleRunner.run(['approval', 'pay', getAddress(nobody), '0.50', '--json'])
  expect({ code, hash: JSON.parse(stdout).hash }).toEqual({ code: 0, hash })
})

test('a transaction that cannot be saved is not sent', async () => {
  const { anvil, directory, wallet } = single
  const before = await singleRunner.count()
  // A directory of that name, which a file cannot replace.
  const amount = parseEther('0.75')
  const request = [anvil.chain.id, wallet.address, nobody, String(amount), '0x'].join()
  mkdirSync(`${directory}/sent-${createHash('sha256').update(request).digest('hex').slice(0, 16)}.json.part`)
  const { code, stderr } = await singleRunner.run(['approval', 'pay', nobody, '0.75'])
  expect({ code, stderr }).toEqual({ code: 7, stderr: expect.stringContaining('so nothing was sent') })
  expect(await singleRunner.count()).toBe(before)
})

test('a transaction that lost its nonce to another one is not signed again until the user says so', async () => {
  const { hash } = await singleRunner.killAtSend(['deploy', artifact], 'before')
  const { passkey, rpId } = openPasskeyFile(`${single.directory}/passkey.json`)
  const stamper = webAuthnStamper({ rpId, getFn: passkey.getFn })
  const otherProgram = createWalletClient({
    account: createPasskeyAccount({
      client: createSignerClient({ url: single.env.SIGNER_URL, stamper }),
      ...single.wallet,
    }),
    chain: single.anvil.chain,
    transport: http(single.anvil.url),
  })
  const other = await otherProgram.sendTransaction({ to: nobody, value: 1n })
  await mined(single.anvil.publicClient, other)

  const [file = ''] = singleRunner.savedFiles()
  const { code, stderr } = await singleRunner.run(['deploy', artifact])
  expect({ code, stderr }).toEqual({
    code: 7,
    stderr: expect.stringMatching(new RegExp(`${hash}[\\s\\S]*delete ${file}`)),
  })
  expect(JSON.parse(readFileSync(`${single.directory}/${file}`, 'utf8')).hash).toBe(hash)
})

describe('approval.ts resume', () => {
  const balance = () => shared.anvil.publicClient.getBalance({ address: nobody })

  /** Requests a payment that the other owner approves, without sending it. @returns the pending file. */
  async function requestAndApprove(ether: string): Promise<string> {
    const before = readdirSync(shared.directory)
    expect((await sharedRunner.run(['approval', 'pay', nobody, ether])).code).toBe(4)
    const [file = ''] = readdirSync(shared.directory).filter((name) => !before.includes(name))
    const secondOwner = { STAMPER: `passkey:${shared.directory}/second.passkey.json` }
    expect((await sharedRunner.run(['approval', 'approve', file, '--yes'], secondOwner)).code).toBe(0)
    return file
  }

  test.each(['before', 'after'] as const)(
    'killed %s the chain has the transaction: every later run finishes it',
    async (when) => {
      const before = await balance()
      const file = await requestAndApprove('0.25')
      const { hash, stderr } = await sharedRunner.killAtSend(['approval', 'resume', file], when)
      expect(stderr).toContain(hash)
      for (let round = 0; round < 2; round++) {
        const { code, stdout } = await sharedRunner.run(['approval', 'resume', file, '--json'])
        expect({ code, hash: JSON.parse(stdout).hash }).toEqual({ code: 0, hash })
      }
      expect(await balance()).toBe(before + parseEther('0.25'))
    },
  )

  test('cut off after sending: exits with 6, and the next run finishes it', async () => {
    const before = await balance()
    const file = await requestAndApprove('0.125')
    expect(await sharedRunner.cutAfterSend(['approval', 'resume', file])).toMatchObject({ code: 6 })
    const sent = sharedRunner.sends().length
    expect(await sharedRunner.run(['approval', 'resume', file])).toMatchObject({ code: 0 })
    expect(sharedRunner.sends().length).toBe(sent)
    expect(await balance()).toBe(before + parseEther('0.125'))
  })
})

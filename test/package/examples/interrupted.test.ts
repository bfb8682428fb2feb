import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { createWalletClient, getAddress, type Hex, http, keccak256, parseEther } from 'viem'
import { createPasskeyAccount, createSignerClient, webAuthnStamper } from 'viem-passkey-account'
import { afterAll, describe, expect, test } from 'vitest'
import { openPasskeyFile } from '../../../examples/scripts/lib/passkeyFile.ts'
import { type Local, startLocal } from '../../../examples/scripts/lib/startLocal.ts'
import { type Ended, startScript } from '../../../examples/scripts/lib/startScript.ts'
import { root } from '../../../scripts/lib/root.ts'
import { mined } from '../../harness/mined.ts'
import { startProxy } from './startProxy.ts'

const [local, shared] = await Promise.all([startLocal(), startLocal()])
await shared.demandOther()
const closing = [local.close, shared.close]
afterAll(async () => {
  for (const close of closing) await close()
})

const artifact = root('test/contracts/out/PermitToken.sol/PermitToken.json')
const nobody = '0x00000000000000000000000000000000000a11ce'

/** A script on a chain that can be cut off from it. */
async function openRuns({ env, directory, wallet, anvil }: Local) {
  const chain = await startProxy(anvil.url)
  closing.unshift(chain.close)
  const start = (args: string[], changed: Record<string, string> = {}) =>
    startScript(args, { env: { ...env, RPC_URL: chain.url, ...changed }, cwd: directory })
  return {
    run: (args: string[], changed: Record<string, string> = {}) => start(args, changed).ended,
    count: () => anvil.publicClient.getTransactionCount({ address: wallet.address }),
    kept: () => readdirSync(directory).filter((file) => /^sent-.*\.json$/.test(file)),
    sends: () => chain.seen.filter(({ method }) => method === 'eth_sendRawTransaction').map(({ body }) => body),
    /** Kills a run when it sends: before the chain has it, or when it has it and the run does not know. @returns what it sent, and said before. */
    async killAtSend(args: string[], when: 'before' | 'after'): Promise<{ hash: Hex; stderr: string }> {
      const { child, ended } = start(args)
      let raw: Hex = '0x'
      chain.intercept = async ({ method, body }, pass) => {
        if (method !== 'eth_sendRawTransaction') return pass()
        raw = JSON.parse(body).params[0]
        if (when === 'after') await pass()
        child.kill('SIGKILL')
        return undefined
      }
      const { code, stdout, stderr } = await ended
      chain.intercept = (_, pass) => pass()
      expect({ code, stdout }).toEqual({ code: null, stdout: '' })
      return { hash: keccak256(raw), stderr }
    },
    /** Lets the chain take what is sent, and then nothing through any more. */
    async cutAfterSend(args: string[]): Promise<Ended> {
      let isCut = false
      chain.intercept = async ({ method }, pass) => {
        if (isCut) return undefined
        isCut = method === 'eth_sendRawTransaction'
        const answer = await pass()
        return isCut ? undefined : answer
      }
      const ended = await start(args).ended
      chain.intercept = (_, pass) => pass()
      return ended
    },
  }
}
const alone = await openRuns(local)
const together = await openRuns(shared)

describe.each([
  ['deploy.ts', ['deploy', artifact]],
  ['approval.ts pay', ['approval', 'pay', nobody, '0.5']],
])('%s', (_, args) => {
  test.each(['before', 'after'] as const)('killed %s the chain has it: the next run ends it', async (when) => {
    const before = await alone.count()
    const { hash, stderr } = await alone.killAtSend(args, when)
    expect(stderr).toContain(hash)
    expect(alone.kept()).toHaveLength(1)

    const { code, stdout } = await alone.run([...args, '--json'])
    expect({ code, hash: JSON.parse(stdout).hash }).toEqual({ code: 0, hash })
    expect(await alone.count()).toBe(before + 1)
    // It is over: asked once more, it is another one.
    expect(alone.kept()).toEqual([])
    const again = await alone.run([...args, '--json'])
    expect(JSON.parse(again.stdout).hash).not.toBe(hash)
    expect(await alone.count()).toBe(before + 2)
  })

  test('cut off when it has sent: it is unreachable (6), and the next run ends it', async () => {
    const before = await alone.count()
    expect(await alone.cutAfterSend(args)).toMatchObject({ code: 6 })
    const sent = alone.sends().length
    expect(await alone.run(args)).toMatchObject({ code: 0 })
    // It was found on the chain, and not sent again.
    expect(alone.sends().length).toBe(sent)
    expect(await alone.count()).toBe(before + 1)
  })
})

test('an address in other letters is the same payment', async () => {
  const { hash } = await alone.killAtSend(['approval', 'pay', nobody, '0.5'], 'before')
  const { code, stdout } = await alone.run(['approval', 'pay', getAddress(nobody), '0.50', '--json'])
  expect({ code, hash: JSON.parse(stdout).hash }).toEqual({ code: 0, hash })
})

test('what cannot be kept is not sent', async () => {
  const { anvil, directory, wallet } = local
  const before = await alone.count()
  // The name is taken by a folder, which no file can replace.
  const amount = parseEther('0.75')
  const asked = [anvil.chain.id, wallet.address, nobody, String(amount), '0x'].join()
  mkdirSync(`${directory}/sent-${createHash('sha256').update(asked).digest('hex').slice(0, 16)}.json.part`)
  const { code, stderr } = await alone.run(['approval', 'pay', nobody, '0.75'])
  expect({ code, stderr }).toEqual({ code: 7, stderr: expect.stringContaining('so nothing was sent') })
  expect(await alone.count()).toBe(before)
})

test('what lost its nonce to another transaction is not signed again until a person says so', async () => {
  const { hash } = await alone.killAtSend(['deploy', artifact], 'before')
  const { passkey, rpId } = openPasskeyFile(`${local.directory}/passkey.json`)
  const stamper = webAuthnStamper({ rpId, getFn: passkey.getFn })
  const elsewhere = createWalletClient({
    account: createPasskeyAccount({
      client: createSignerClient({ url: local.env.SIGNER_URL, stamper }),
      ...local.wallet,
    }),
    chain: local.anvil.chain,
    transport: http(local.anvil.url),
  })
  const other = await elsewhere.sendTransaction({ to: nobody, value: 1n })
  await mined(local.anvil.publicClient, other)

  const [file = ''] = alone.kept()
  const { code, stderr } = await alone.run(['deploy', artifact])
  expect({ code, stderr }).toEqual({
    code: 7,
    stderr: expect.stringMatching(new RegExp(`${hash}[\\s\\S]*delete ${file}`)),
  })
  expect(JSON.parse(readFileSync(`${local.directory}/${file}`, 'utf8')).hash).toBe(hash)
})

describe('approval.ts take-up', () => {
  const balance = () => shared.anvil.publicClient.getBalance({ address: nobody })

  /** What the other owner has approved, and nobody has sent. */
  async function askAndApprove(ether: string): Promise<string> {
    const before = readdirSync(shared.directory)
    expect((await together.run(['approval', 'pay', nobody, ether])).code).toBe(4)
    const [file = ''] = readdirSync(shared.directory).filter((name) => !before.includes(name))
    const other = { STAMPER: `passkey:${shared.directory}/other.passkey.json` }
    expect((await together.run(['approval', 'approve', file, '--yes'], other)).code).toBe(0)
    return file
  }

  test.each(['before', 'after'] as const)(
    'killed %s the chain has it: the next run ends it, however often',
    async (when) => {
      const before = await balance()
      const file = await askAndApprove('0.25')
      const { hash, stderr } = await together.killAtSend(['approval', 'take-up', file], when)
      expect(stderr).toContain(hash)
      for (let round = 0; round < 2; round++) {
        const { code, stdout } = await together.run(['approval', 'take-up', file, '--json'])
        expect({ code, hash: JSON.parse(stdout).hash }).toEqual({ code: 0, hash })
      }
      expect(await balance()).toBe(before + parseEther('0.25'))
    },
  )

  test('cut off when it has sent: it is unreachable (6), and the next run ends it', async () => {
    const before = await balance()
    const file = await askAndApprove('0.125')
    expect(await together.cutAfterSend(['approval', 'take-up', file])).toMatchObject({ code: 6 })
    const sent = together.sends().length
    expect(await together.run(['approval', 'take-up', file])).toMatchObject({ code: 0 })
    expect(together.sends().length).toBe(sent)
    expect(await balance()).toBe(before + parseEther('0.125'))
  })
})

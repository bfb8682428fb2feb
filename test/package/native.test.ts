import { existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { installFixture } from '../../scripts/lib/installFixture.ts'
import { root } from '../../scripts/lib/root.ts'
import { createProject, type Project } from './createProject.js'

// The optional peer `secp256k1` signs natively. Its signatures must be those of WebAssembly and of viem, byte for byte.

const projects: Project[] = []
beforeAll(() => installFixture('bench/native'))
afterAll(() => {
  for (const project of projects) project.remove()
})

/** Signs in a process of its own, and tells which signatures are not viem's, and whether the native library was loaded. */
const script = `
import { createTestWallet } from 'viem-passkey-account/testing/node'
import { signMany } from 'viem-passkey-account'
import { createHash } from 'node:crypto'
import { numberToHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'

const hash = (text) => \`0x\${createHash('sha256').update(text).digest('hex')}\`
const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const edges = [0n, 1n, order - 1n, order, order + 1n, 2n ** 256n - 1n, 2n ** 256n - 2n ** 136n, 2n ** 256n - 2n ** 128n]
const differing = []
for (const privateKey of [hash('one'), hash('two'), \`0x\${'0'.repeat(63)}1\`, '0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140']) {
  const { account, close } = await createTestWallet({ privateKey })
  const expected = privateKeyToAccount(privateKey)
  const hashes = [...Array.from({ length: 100 }, (_, index) => hash(String(index))), ...edges.map((value) => numberToHex(value, { size: 32 }))]
  const signatures = await signMany(account, { items: hashes.map((hash) => ({ hash })) })
  for (const [index, hash] of hashes.entries())
    if (signatures[index] !== (await expected.sign({ hash }))) differing.push({ privateKey, hash })
  const message = 'hello'
  if ((await account.signMessage({ message })) !== (await expected.signMessage({ message }))) differing.push({ privateKey, message })
  for (const transaction of [
    { type: 'eip1559', chainId: 1, nonce: 1, gas: 21_000n, maxFeePerGas: 1n, to: expected.address },
    { type: 'legacy', chainId: 1, gasPrice: 1n, to: expected.address },
  ])
    if ((await account.signTransaction(transaction)) !== (await expected.signTransaction(transaction)))
      differing.push({ privateKey, type: transaction.type })
  await close()
}
const isNative = process.report.getReport().sharedObjects.some((path) => /secp256k1/.test(path))
console.log(JSON.stringify({ differing, isNative }))
`

async function sign(prepare: (modules: string) => void): Promise<{ differing: unknown[]; isNative: boolean }> {
  const project = await createProject()
  projects.push(project)
  prepare(join(project.directory, 'node_modules'))
  project.write('sign.mjs', script)
  return JSON.parse(await project.run(process.execPath, ['sign.mjs']))
}

/** Puts a stand-in for the peer's module there. */
const standIn =
  (code: string) =>
  (modules: string): void => {
    mkdirSync(join(modules, 'secp256k1'))
    writeFileSync(join(modules, 'secp256k1', 'package.json'), '{ "name": "secp256k1", "version": "5.0.2" }')
    writeFileSync(join(modules, 'secp256k1', 'bindings.js'), code)
  }

const installed = root('bench/native/node_modules/secp256k1')

test('with the peer, the signer signs natively, and every signature is viem’s', async () => {
  const result = await sign((modules) => symlinkSync(realpathSync(installed), join(modules, 'secp256k1')))
  // Where it brings no build, WebAssembly signs.
  const hasBuild = existsSync(join(installed, 'prebuilds', `${process.platform}-${process.arch}`))
  expect(result).toEqual({ differing: [], isNative: hasBuild })
})

test.each([
  ['is not installed', () => {}],
  ['does not load', standIn('throw new Error("No native build was found")')],
  ['has another interface', standIn('module.exports = {}')],
  [
    'signs something else',
    standIn('module.exports = { ecdsaSign: () => ({ signature: new Uint8Array(64), recid: 0 }) }'),
  ],
  ['refuses to sign', standIn('module.exports = { ecdsaSign() { throw new Error("no") } }')],
])('where it %s, WebAssembly signs', async (_, prepare) => {
  expect(await sign(prepare)).toEqual({ differing: [], isNative: false })
})

import { formatEther } from 'viem'
import { startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test } from 'vitest'
import { readPage, readSnippets } from '../docs/pages.js'
import { createProject } from './createProject.js'

const project = await createProject()
const anvil = await startAnvil()
afterAll(async () => {
  await anvil.stop()
  project.remove()
})

test('the quick start of the README runs as it is printed, in an empty project', async () => {
  const [quickStart] = readSnippets(readPage('README.md')).filter(({ language }) => language === 'ts')
  if (!quickStart) throw new Error('There is no quick start.')
  expect(quickStart.code.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(20)

  // It expects Anvil on its usual port; this one has a free one.
  project.write(
    'reroute.mjs',
    `const { fetch } = globalThis
     globalThis.fetch = (input, init) =>
       fetch(String(input).startsWith('http://127.0.0.1:8545') ? ${JSON.stringify(anvil.url)} : input, init)`,
  )
  project.write('quickstart.mts', quickStart.code)
  const output = await project.run(process.execPath, ['--import', './reroute.mjs', 'quickstart.mts'])

  const hash = /^(0x[0-9a-f]{64})\n$/.exec(output)?.[1]
  expect(output).toBe(`${hash}\n`)
  const transaction = await anvil.publicClient.getTransaction({ hash: `0x${hash?.slice(2)}` })
  expect(formatEther(transaction.value)).toBe('0.1')
  expect(transaction.from).toBe(transaction.to)
  const receipt = await anvil.publicClient.waitForTransactionReceipt({ hash: transaction.hash })
  expect(receipt.status).toBe('success')
})

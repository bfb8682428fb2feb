import { createLocalSigner } from 'viem-passkey-account/signer'
import { expect, test } from 'vitest'
import { findActivity, findVote } from '../../src/signer/activities/index.js'
import { findQuery } from '../../src/signer/queries/index.js'
import { readPage } from './pages.js'

const page = readPage('docs/local-signer.md').text

test('every fault in the table is one, and no kind is missing', async () => {
  const faults = [...page.matchAll(/^\| `(\{.*?\})` \|/gm)].map(([, json = '']) => json)
  const signer = await createLocalSigner({ faults: true })
  const post = (body: string) =>
    signer.fetch(
      new Request('http://signer.test/faults', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      }),
    )
  for (const fault of faults) expect((await post(fault)).status, fault).toBe(200)
  const kinds = new Set(faults.map((fault): unknown => JSON.parse(fault).kind))
  const { message } = JSON.parse(await (await post('{"kind":"?"}')).text())
  expect([...kinds].join(', ')).toBe(/must be one of (.*)$/.exec(message)?.[1])
  await signer.close()
})

test('every activity and query it names is there, and none is left out', async () => {
  const section = page.slice(page.indexOf('## What it can do'), page.indexOf('API keys may be'))
  const named = [...section.matchAll(/`([a-z_0-9]+)`/g)].map(([, name = '']) => name)
  const known = (name: string) => findActivity(name) ?? findVote(name) ?? findQuery(name)
  expect(named.filter((name) => known(name) === undefined)).toEqual([])
  const { readdirSync } = await import('node:fs')
  const count = (folder: string) =>
    readdirSync(new URL(`../../src/signer/${folder}/`, import.meta.url)).filter((file) =>
      /^[a-z]+[A-Z]?.*\.ts$/.test(file),
    )
  const helpers = [
    'defineActivity.ts',
    'defineVote.ts',
    'executeActivity.ts',
    'index.ts',
    'prepareStored.ts',
    'defineQuery.ts',
    'pagination.ts',
  ]
  const files = [...count('activities'), ...count('queries')].filter((file) => !helpers.includes(file))
  expect(new Set(named).size).toBe(files.length)
})

import { createLocalSigner } from 'viem-passkey-account/signer'
import { expect, test } from 'vitest'
import { activities, votes } from '../../src/signer/activities/index.js'
import { queries } from '../../src/signer/queries/index.js'
import { readPage } from './pages.js'

const page = readPage('docs/local-signer.md').text

test('the faults are those of the signer', async () => {
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

test('the endpoints are those of the signer', () => {
  const section = page.slice(page.indexOf('## Endpoints'), page.indexOf('API keys may be'))
  const named = [...section.matchAll(/`([a-z_0-9]+)`/g)].map(([, name = '']) => name)
  const known = [...activities, ...votes, ...queries].map(({ path }) => path)
  expect([...new Set(named)].sort()).toEqual(known.sort())
})

test('the versions are those of the signer', () => {
  const rows = [...page.matchAll(/^\| (`[a-z_]+`(?:, `[a-z_]+`)*) \| ((?:V\d+(?:, )?)*) ?\|/gm)]
  const told = rows.flatMap(([, names = '', versions = '']) => names.split(', ').map((name) => [name, versions]))
  const taken = activities.map(({ path, versions }) => [
    `\`${path}\``,
    [...versions.keys()].flatMap((type) => /_(V\d+)$/.exec(type)?.[1] ?? []).join(', '),
  ])
  expect(Object.fromEntries(told)).toMatchObject(Object.fromEntries(taken))
})

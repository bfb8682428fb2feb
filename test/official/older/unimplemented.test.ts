import { readFileSync } from 'node:fs'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { afterAll, expect, test } from 'vitest'
import { root } from '../../../scripts/lib/root.ts'
import { readPage } from '../../docs/pages.js'
import { textAt } from '../../signer/testClient.js'
import { type Calls, createClients, versionOf, type Year, years } from './loadPackages.js'

// Every call of the older packages is made. Those that the signer answers with 501 are the ones in the table of the docs.

const signer = await createLocalSigner()
const { url, close } = await listen(signer)
afterAll(async () => {
  await close()
  await signer.close()
})
const { organizationId, apiKey } = signer

/** The type of activity that a version of `@turnkey/http` posts to a path, by its declarations. */
function readTypes(year: Year): (path: string) => string {
  const folder = 'node_modules/@turnkey/http/dist/__generated__/services/coordinator/public/v1'
  const text = readFileSync(root(`test/official/older/${year}/${folder}/public_api.types.d.ts`), 'utf8')
  const find = (from: string, pattern: RegExp): string => {
    const found = pattern.exec(text.slice(text.indexOf(from)))?.[1]
    return found ?? expect.fail(`${from} is not in the declarations`)
  }
  return (path) => {
    const operation = find(`"${path}": {`, /operations\["(\w+)"\]/)
    const request = find(`    ${operation}: {`, /body: definitions\["(\w+)"\]/)
    return find(`    ${request}: {`, /type: "(\w+)"/)
  }
}

/** Makes every call of a client. @returns those that are not implemented. */
async function findUnimplemented(
  client: Calls<string>,
  toInput: (name: string) => Promise<object>,
): Promise<{ name: string; message: string }[]> {
  const unimplemented: { name: string; message: string }[] = []
  for (const [name, call] of Object.entries(client)) {
    if (typeof call !== 'function' || name.startsWith('stamp')) continue
    const error = await call(await toInput(name)).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (error instanceof Error && Object.entries(error).some(([key, value]) => key === 'code' && value === 12))
      unimplemented.push({ name, message: error.message })
  }
  return unimplemented
}

/** The calls that the docs list for a year. */
function readDocumented(year: Year): string[] {
  const { text } = readPage('docs/official-clients.md')
  return [...text.matchAll(/^\|[^|]*\| (`[^|]*`) \| ([\d, ]+) \|$/gm)]
    .filter(([, , packages = '']) => packages.split(', ').includes(year))
    .flatMap(([, calls = '']) => calls.split(', ').map((call) => call.replaceAll('`', '')))
}

test.each(years)('%s', async (year) => {
  const { httpClient, serverClient } = createClients(year, url)
  const http: Calls<string> = httpClient(apiKey)
  const server: Calls<string> = serverClient(apiKey, organizationId)
  const typeOf = readTypes(year)
  const fromHttp = await findUnimplemented(http, async (name) => {
    const path = new URL(textAt(await http[`stamp${name[0]?.toUpperCase()}${name.slice(1)}`]?.({}), 'url')).pathname
    if (!path.includes('/submit/')) return { organizationId }
    return { type: typeOf(path), timestampMs: String(Date.now()), organizationId, parameters: {} }
  })
  const fromServer = await findUnimplemented(server, async () => ({}))

  const documented = readDocumented(year)
  const names = (unimplemented: typeof fromHttp) => unimplemented.map(({ name }) => name).sort()
  const ofClient = (client: Calls<string>) => documented.filter((name) => name in client).sort()
  expect(names(fromHttp)).toEqual(ofClient(http))
  expect(names(fromServer)).toEqual(ofClient(server))
  expect(documented.filter((name) => !(name in http || name in server))).toEqual([])

  // Of the activities that the signer has, two are too old in the first year: it says so by the name of the version.
  const tooOld = [...fromHttp, ...fromServer].filter(({ message }) => /\bACTIVITY_TYPE_/.test(message))
  const old = ['createUsers', 'updatePolicy']
  expect(tooOld.map(({ name }) => name)).toEqual(year === '2024' ? [...old, ...old] : [])
  for (const { message } of tooOld)
    expect(message).toMatch(/does not implement .*\bACTIVITY_TYPE_(CREATE_USERS_V2|UPDATE_POLICY)\b/)
})

test('the docs name the versions that are installed', () => {
  const { text } = readPage('docs/official-clients.md')
  const rows = [...text.matchAll(/^\| `(@turnkey\/[\w-]+)` \| ([\d.]+) \| ([\d.]*) ?\| .* \|$/gm)]
  expect(rows).toHaveLength(6)
  for (const [, name = '', ...versions] of rows)
    for (const [index, year] of years.entries())
      if (versions[index]) expect(versions[index]).toBe(versionOf(year, name))
})

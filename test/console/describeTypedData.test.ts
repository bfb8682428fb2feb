import { expect, test } from 'vitest'
import { bob, describePayload, sizeOf, token } from './describeRequest.js'

test('typed data: the values that are signed, with their types', async () => {
  const { title, request } = await describePayload(
    JSON.stringify({
      types: {
        Mail: [
          { name: 'from', type: 'Person' },
          { name: 'to', type: 'Person[]' },
          { name: 'contents', type: 'string' },
        ],
        Person: [
          { name: 'name', type: 'string' },
          { name: 'wallet', type: 'address' },
        ],
      },
      primaryType: 'Mail',
      domain: { name: 'Ether Mail', chainId: 1 },
      message: {
        from: { name: 'Cow', wallet: bob, unsigned: 'not part of the type' },
        to: [{ name: 'Bob', wallet: token }],
        contents: 'Hello, Bob!',
      },
    }),
    'EIP712',
  )
  expect(title).toBe('Sign typed data “Mail” for “Ether Mail” on Ethereum')
  expect(request.slice(0, 3)).toEqual([
    { name: 'primary type', value: 'Mail' },
    {
      name: 'domain',
      fields: [
        { name: 'name', value: 'Ether Mail' },
        { name: 'chainId', value: '1' },
      ],
    },
    {
      name: 'message',
      note: 'Mail',
      fields: [
        {
          name: 'from',
          note: 'Person',
          fields: [
            { name: 'name', value: 'Cow', note: 'string' },
            { name: 'wallet', value: bob, note: 'address' },
          ],
        },
        {
          name: 'to',
          note: 'Person[]',
          fields: [
            {
              name: '0',
              note: 'Person',
              fields: [
                { name: 'name', value: 'Bob', note: 'string' },
                { name: 'wallet', value: token, note: 'address' },
              ],
            },
          ],
        },
        { name: 'contents', value: 'Hello, Bob!', note: 'string' },
      ],
    },
  ])
})

test.each([
  ['members that its type leaves out', [{ name: 'version', type: 'string' }]],
  ['members that the standard does not have, if there is no type', undefined],
])('typed data: the domain is shown without %s, which are not signed', async (_, EIP712Domain) => {
  const { title, request } = await describePayload(
    JSON.stringify({
      types: { ...(EIP712Domain && { EIP712Domain }), Mail: [{ name: 'contents', type: 'string' }] },
      primaryType: 'Mail',
      domain: { version: '1', ...(EIP712Domain ? { name: 'Ether Mail', chainId: 1 } : { owner: 'Ether Mail' }) },
      message: { contents: 'Hello' },
    }),
    'EIP712',
  )
  expect(title).toBe('Sign typed data “Mail”')
  expect(request[1]).toEqual({ name: 'domain', fields: [{ name: 'version', value: '1' }] })
})

test('typed data as deep and as wide as a body allows: cut, with the number of fields left out', async () => {
  const deep = (depth: number): string => `${'['.repeat(depth)}1${']'.repeat(depth)}`
  const wide = JSON.stringify(Array.from({ length: 50_000 }, (_, index) => index))
  const { request } = await describePayload(
    `{"types":{"A":[{"name":"a","type":"uint8${'[]'.repeat(90)}"},{"name":"b","type":"uint256[]"}]},"primaryType":"A","domain":{},"message":{"a":${deep(90)},"b":${wide}}}`,
    'EIP712',
  )
  expect(sizeOf(request).fields).toBeLessThan(1600)
  expect(sizeOf(request).characters).toBeLessThan(200_000)
  const [, , { fields: [a, b] = [] } = { fields: [] }] = request
  expect(JSON.stringify(a)).toContain('"note":"1 more: see the raw request"')
  const shown = b?.fields?.length ?? 0
  expect(b?.fields?.at(-1)).toEqual({
    name: '…',
    note: `${(50_001 - shown).toLocaleString('en')} more: see the raw request`,
  })
})

test('typed data with names and values as long as a body allows: cut, with the number of characters left out', async () => {
  const type = 'T'.repeat(100_000)
  // The last one cannot be signed: to hash a type as long as this takes long.
  const items = Array.from({ length: 2000 }, (_, index) => ({ a: index < 1999 || 'neither' }))
  const { request } = await describePayload(
    JSON.stringify({
      types: {
        A: [
          { name: 'text', type: 'string' },
          { name: 'list', type: `${type}[]` },
        ],
        [type]: [{ name: 'a', type: 'bool' }],
      },
      primaryType: 'A',
      domain: {},
      message: { text: 'x'.repeat(300_000), list: items },
    }),
    'EIP712',
  )
  expect(sizeOf(request).characters).toBeLessThan(800_000)
  const [, , { fields = [] } = { fields: [] }] = request
  expect(fields[0]).toMatchObject({ note: 'string, 200,000 more characters: see the raw request' })
  expect(fields[0]?.value).toBe(`${'x'.repeat(100_000)}…`)
  expect(fields[1]?.note).toBe(`${'T'.repeat(200)}…`)
})

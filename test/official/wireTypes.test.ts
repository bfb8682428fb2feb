import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'

test('every type of the wire is compared with the official one', () => {
  const compared = readFileSync(root('test/types/wire.test-d.ts'), 'utf8')
  const files = [
    'activity',
    'enums',
    'intents',
    'params',
    'policies',
    'queries',
    'results',
    'smartContractInterfaces',
    'timestamp',
    'user',
    'userTags',
    'wallet',
  ]
  const types = files.flatMap((file) =>
    [...readFileSync(root(`src/wire/${file}.ts`), 'utf8').matchAll(/^export type (\w+)/gm)].map(
      ([, name]) => `${file}.${name}`,
    ),
  )
  expect(types.filter((name) => !new RegExp(`\\b${name}\\b`).test(compared))).toEqual([])
})

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { root } from '../../../scripts/lib/root.ts'
import { run } from '../../../scripts/lib/run.ts'
import { tsc } from '../../../scripts/lib/tsc.ts'
import { readPage, readSnippets } from '../../docs/pages.js'

const folder = 'test/wagmi/installed/guide'
afterAll(() => rmSync(root(folder), { recursive: true, force: true }))

test('docs/wagmi.md: its files compile together, with wagmi’s hooks', async () => {
  const files = readSnippets(readPage('docs/wagmi.md')).filter(({ heading }) => heading.startsWith('src/'))
  expect(files.map(({ heading }) => heading)).toEqual(['src/config.ts', 'src/App.tsx'])
  for (const { heading, code } of files) {
    mkdirSync(dirname(root(`${folder}/${heading}`)), { recursive: true })
    // As the page says, for React.
    writeFileSync(root(`${folder}/${heading}`), code.replace("from '@wagmi/core'", "from 'wagmi'"))
  }
  writeFileSync(
    root(`${folder}/tsconfig.json`),
    JSON.stringify({
      extends: '../../../../tsconfig.json',
      compilerOptions: {
        declaration: false,
        jsx: 'react-jsx',
        paths: {
          '@wagmi/core': ['../node_modules/@wagmi/core'],
          'viem-passkey-account': ['../../../../src/index.ts'],
          'viem-passkey-account/wagmi': ['../../../../src/wagmi/index.ts'],
        },
      },
      include: ['src'],
      exclude: [],
    }),
  )
  await run(process.execPath, [tsc, '--noEmit', '-p', folder])
})

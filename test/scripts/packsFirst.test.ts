import { readFileSync } from 'node:fs'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'

const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync(root('package.json'), 'utf8'))
const commands = Object.entries(scripts).flatMap(([name, command]) =>
  [...command.matchAll(/[\w/]+\.ts\b/g)].map(([file]) => ({ name, file })),
)

// Static imports load before the first line runs. In a fresh clone there is no package yet, and elsewhere it may be an old one.
test.each(commands)('npm run $name imports the package only after it has packed it', async ({ file }) => {
  const { metafile } = await build({
    entryPoints: [root(file)],
    bundle: true,
    write: false,
    metafile: true,
    packages: 'external',
    external: [root('src/*')],
    // Ours maps the package's name to src/.
    tsconfigRaw: {},
    platform: 'node',
    format: 'esm',
  })
  const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path))
  expect(imported.filter((path) => path.startsWith('viem-passkey-account'))).toEqual([])
})

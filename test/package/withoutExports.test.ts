import { readFileSync } from 'node:fs'
import { rolldown } from 'rolldown'
import { expect, test } from 'vitest'
import { root } from '../../scripts/lib/root.ts'
import { installed } from '../../scripts/pack.ts'

const { exports }: { exports: Record<string, unknown> } = JSON.parse(readFileSync(root('package.json'), 'utf8'))
const subpaths = Object.keys(exports).filter((path) => path !== './package.json')

// As Parcel does by default, and Metro with its package exports off.
test.each(subpaths)('a resolver that does not read "exports" finds %s', async (subpath) => {
  const entry = root('examples/entry.js')
  const name = `viem-passkey-account${subpath.slice(1)}`
  const bundle = await rolldown({
    input: entry,
    platform: 'node',
    external: (id) => !id.startsWith('viem-passkey-account') && !id.startsWith('.') && !id.startsWith('/'),
    resolve: { exportsFields: [] },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? `export * from '${name}'` : undefined),
      },
    ],
    logLevel: 'silent',
  })
  const { output } = await bundle.generate({ format: 'esm' })
  const modules = output.flatMap((chunk) => ('moduleIds' in chunk ? chunk.moduleIds : []))
  expect(modules.some((id) => id.startsWith(root(`${installed}/dist${subpath.slice(1)}/`)))).toBe(true)
  await bundle.close()
})

import { rmSync } from 'node:fs'
import { defineConfig, type Options } from 'tsup'
import { assets } from './scripts/lib/assets.ts'

// Here and not by tsup's `clean`: two builds write there at once, and neither may clean after the other.
rmSync('dist', { recursive: true, force: true })

const entries = {
  index: 'src/index.ts',
  'actions/index': 'src/actions/index.ts',
  'policies/index': 'src/policies/index.ts',
  'provider/index': 'src/provider/index.ts',
  'server/index': 'src/server/index.ts',
  'signer/index': 'src/signer/index.ts',
  'testing/index': 'src/testing/index.ts',
  'wagmi/index': 'src/wagmi/index.ts',
}
const kits = {
  'testing/node/index': 'src/testing/node/index.ts',
  'testing/vitest/index': 'src/testing/vitest/index.ts',
  'testing/playwright/index': 'src/testing/playwright/index.ts',
}

const shared: Options = {
  format: ['esm', 'cjs'],
  target: 'es2022',
  // Makes Rollup write the CommonJS; without it, it is Sucrase, which rewrites classes, their names and every `?.`.
  // A file of ours that one imports for nothing is not imported: bundlers would warn of it, since the package has no side effects.
  treeshake: { moduleSideEffects: 'no-external' },
  // `node:sqlite` exists only under its prefix.
  removeNodeProtocol: false,
}

const config: ReturnType<typeof defineConfig> = defineConfig([
  {
    ...shared,
    entry: { ...entries, 'signer/cli': 'src/signer/cli/cli.ts' },
    dts: { entry: entries },
    // One copy of every class across the subpaths, or `instanceof` stops working between them.
    splitting: true,
    esbuildPlugins: [assets],
  },
  {
    ...shared,
    entry: kits,
    dts: { entry: kits },
    // They are users of this package like others, so they share its classes without a part in how it is cut into files.
    external: [/^viem-passkey-account(\/|$)/],
  },
])

export default config

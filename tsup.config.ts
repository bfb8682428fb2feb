import { defineConfig } from 'tsup'

const entries = {
  index: 'src/index.ts',
  'actions/index': 'src/actions/index.ts',
  'server/index': 'src/server/index.ts',
  'signer/index': 'src/signer/index.ts',
  'testing/index': 'src/testing/index.ts',
  'testing/node/index': 'src/testing/node/index.ts',
}

const config: ReturnType<typeof defineConfig> = defineConfig({
  entry: { ...entries, 'signer/cli': 'src/signer/cli.ts' },
  format: ['esm', 'cjs'],
  target: 'es2022',
  dts: { entry: entries },
  clean: true,
  // One copy of every class across the subpaths, or `instanceof` stops working between them.
  splitting: true,
  // Makes Rollup write the CommonJS; without it, it is Sucrase, which rewrites classes, their names and every `?.`.
  treeshake: true,
  // `node:sqlite` exists only under its prefix.
  removeNodeProtocol: false,
})

export default config

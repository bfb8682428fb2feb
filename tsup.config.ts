import { defineConfig } from 'tsup'

const config: ReturnType<typeof defineConfig> = defineConfig({
  entry: {
    index: 'src/index.ts',
    'actions/index': 'src/actions/index.ts',
    'server/index': 'src/server/index.ts',
    'signer/index': 'src/signer/index.ts',
    'signer/cli': 'src/signer/cli.ts',
    'testing/index': 'src/testing/index.ts',
  },
  format: ['esm', 'cjs'],
  target: 'es2022',
  dts: true,
  clean: true,
  // One copy of every class across the subpaths, or `instanceof` stops working between them.
  splitting: true,
  // `node:sqlite` exists only under its prefix.
  removeNodeProtocol: false,
})

export default config

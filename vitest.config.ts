import { fileURLToPath } from 'node:url'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

const src = (path: string): string => fileURLToPath(new URL(`./src/${path}`, import.meta.url))

const config: ViteUserConfig = defineConfig({
  resolve: {
    alias: [
      { find: /^viem-passkey-account$/, replacement: src('index.ts') },
      { find: /^viem-passkey-account\/(.+)$/, replacement: src('$1/index.ts') },
    ],
  },
  test: {
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          globalSetup: 'test/harness/buildContracts.ts',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**', 'test/long/**', 'test/package/**'],
        },
      },
      {
        extends: true,
        test: { name: 'package', include: ['test/package/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
      },
    ],
  },
})

export default config

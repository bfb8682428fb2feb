import { fileURLToPath } from 'node:url'
import { defineConfig, type ViteUserConfig } from 'vitest/config'
import { viteAssets } from './scripts/lib/assets.ts'

const src = (path: string): string => fileURLToPath(new URL(`./src/${path}`, import.meta.url))

/** The packed package, as an app would get it. */
const packed = (path: string): string =>
  fileURLToPath(new URL(`./examples/node_modules/viem-passkey-account/dist/${path}`, import.meta.url))

// Every test file has a process of its own, and many start more, which all compile the same modules.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('.reports/compiled', import.meta.url))

/** Tests that start processes, compile, or fill a signer to its limits: too long to wait for at every change. */
const processes = [
  'test/docs/{examples,snippets}.test.ts',
  'test/reactNative/**/*.test.ts',
  'test/signer/{backup,cli,damage,durability,files,fuzz,hostile,largest}.test.ts',
  'test/types/errorTypes.test.ts',
]

/** The benchmark, and the optional peer that it measures. What they prove is proved elsewhere, without the peer and the figures. */
const bench = ['test/package/{bench,native}.test.ts']

const config: ViteUserConfig = defineConfig({
  plugins: [viteAssets],
  resolve: {
    alias: [
      { find: /^viem-passkey-account$/, replacement: src('index.ts') },
      { find: /^viem-passkey-account\/(.+)$/, replacement: src('$1/index.ts') },
    ],
  },
  test: {
    // More than there are cores in CI: a worker often waits for a browser, a chain or a process.
    maxWorkers: 4,
    // A busy machine makes tests slow and not wrong: this ends what hangs, and measures nothing.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // A second by default. Shorter than a test, so that the failure says what was seen.
    expect: { poll: { timeout: 150_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Files share processes: loading the same modules for each would take a third of the time. A test leaves no state behind.
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [
            ...processes,
            'test/browser/**',
            'test/consumers/**',
            'test/long/**',
            'test/official/older/**',
            'test/package/**',
            'test/provider/testDapp/**',
            'test/provider/web3/**',
            'test/runtimes/**',
            'test/wagmi/{installed,kits}/**',
          ],
          globalSetup: 'test/harness/buildContracts.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          isolate: false,
          include: processes,
          globalSetup: 'test/harness/setup.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'official',
          isolate: false,
          include: ['test/official/older/**/*.test.ts'],
          globalSetup: 'test/official/older/setup.ts',
        },
      },
      {
        extends: true,
        // The oldest viem that `peerDependencies` allows, for sources and tests alike.
        resolve: { alias: [{ find: /^viem(\/.*)?$/, replacement: 'viem-lowest$1' }] },
        test: {
          name: 'oldest',
          isolate: false,
          include: ['test/account/{createPasskeyAccount,exact,serializers}.test.ts'],
          globalSetup: 'test/harness/buildContracts.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'package',
          isolate: false,
          include: ['test/package/**/*.test.ts'],
          exclude: bench,
          globalSetup: ['test/package/setup.ts', 'test/package/examples/setup.ts'],
        },
      },
      {
        extends: true,
        // In Node too: the demo's server runs on what an app would install.
        resolve: {
          alias: [
            { find: /^viem-passkey-account$/, replacement: packed('index.js') },
            { find: /^viem-passkey-account\/(.+)$/, replacement: packed('$1/index.js') },
          ],
        },
        test: {
          name: 'browser',
          isolate: false,
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/harness/buildContracts.ts', 'test/browser/harness/setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'consumers',
          include: ['test/consumers/**/*.test.ts'],
          globalSetup: 'test/consumers/setup.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'wagmi',
          include: ['test/wagmi/installed/**/*.test.ts'],
          globalSetup: 'test/wagmi/installed/setup.ts',
        },
      },
      {
        extends: true,
        resolve: {
          alias: [
            { find: /^viem-passkey-account$/, replacement: packed('index.js') },
            { find: /^viem-passkey-account\/(.+)$/, replacement: packed('$1/index.js') },
          ],
        },
        test: {
          name: 'testDapp',
          include: ['test/provider/testDapp/*.test.ts'],
          globalSetup: 'test/provider/testDapp/setup.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'kits',
          include: ['test/wagmi/kits/*.test.ts'],
          globalSetup: ['test/wagmi/kits/setup.ts', 'test/browser/harness/setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'web3',
          include: ['test/provider/web3/*.test.ts'],
          globalSetup: ['test/harness/buildContracts.ts', 'test/provider/web3/setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'runtimes',
          include: ['test/runtimes/*.test.ts'],
          globalSetup: 'test/runtimes/setup.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'bench',
          include: bench,
          globalSetup: 'test/package/setup.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'long',
          include: ['test/long/**/*.test.ts'],
          globalSetup: 'test/harness/setup.ts',
          testTimeout: 3_600_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})

export default config

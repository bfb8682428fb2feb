import { createCipheriv, createECDH, generateKeyPairSync } from 'node:crypto'

/** What the signer needs of its runtime, and how to try it. */
const abilities: readonly [name: string, tryIt: () => void][] = [
  ['node:sqlite with a busy timeout', trySqlite],
  ['P-256 in node:crypto', () => createECDH('prime256v1').generateKeys()],
  ['Ed25519 in node:crypto', () => generateKeyPairSync('ed25519')],
  ['AES-256-GCM in node:crypto', () => createCipheriv('aes-256-gcm', Buffer.alloc(32), Buffer.alloc(12))],
  ['WebAssembly', () => new WebAssembly.Memory({ initial: 1 })],
]

/**
 * Tries what the signer needs, whatever the runtime calls itself. Before Node 22.16, `node:sqlite` is missing or ignores its
 * busy timeout. Keys of secp256k1, which Bun's `node:crypto` lacks, are the work of WebAssembly.
 *
 * @returns a sentence that says what is missing; `undefined` if nothing is.
 */
export function checkRuntime(): string | undefined {
  const missing = abilities.flatMap(([name, tryIt]) => {
    try {
      tryIt()
      return []
    } catch {
      return [name]
    }
  })
  if (missing.length === 0) return undefined
  return `The local signer cannot run here: this runtime lacks ${missing.join(', ')}. Use Node 22.16 or newer; this is ${describeRuntime()}.`
}

function trySqlite(): void {
  // Not imported: where it does not exist, the module that imports it cannot be loaded.
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
  const database = new DatabaseSync(':memory:', { timeout: 5000 })
  const timeout = database.prepare('PRAGMA busy_timeout').get()?.timeout
  database.close()
  if (timeout !== 5000) throw new TypeError('the busy timeout is ignored')
}

function describeRuntime(): string {
  const { bun, deno, node } = process.versions
  return bun ? `Bun ${bun}` : deno ? `Deno ${deno}` : `Node ${node}`
}

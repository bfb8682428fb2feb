import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../scripts/lib/root.ts'

/** Compiles a script as a build of a React Native app does. @returns the number of bytes. @throws with what the compiler says. */
export function compileWithHermes(script: string): number {
  const folder = mkdtempSync(join(tmpdir(), 'hermes-'))
  try {
    const source = join(folder, 'bundle.js')
    writeFileSync(source, script)
    const { platform } = process
    const system = platform === 'darwin' ? 'osx-bin' : platform === 'win32' ? 'win64-bin' : 'linux64-bin'
    const bytecode = join(folder, 'bundle.hbc')
    execFileSync(root(`node_modules/hermes-compiler/hermesc/${system}/hermesc`), [
      '-emit-binary',
      '-w',
      '-out',
      bytecode,
      source,
    ])
    return statSync(bytecode).size
  } finally {
    rmSync(folder, { recursive: true })
  }
}

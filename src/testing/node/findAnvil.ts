import { createRequire } from 'node:module'
import { join } from 'node:path'

/**
 * Finds the Anvil that the project has installed from npm, else the one on the PATH.
 *
 * The path is that of the native program. npm's wrapper around it does not forward signals, so Anvil would keep
 * running.
 */
export function findAnvil(): string {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  const program = process.platform === 'win32' ? 'anvil.exe' : 'anvil'
  try {
    const project = createRequire(join(process.cwd(), 'package.json'))
    // The native program is a dependency of the wrapper, and may only be resolvable from there.
    const wrapper = createRequire(project.resolve('@foundry-rs/anvil/package.json'))
    return wrapper.resolve(`@foundry-rs/anvil-${process.platform}-${arch}/bin/${program}`)
  } catch {
    // Not installed, or not for this platform.
    return program
  }
}

import { createRequire } from 'node:module'
import { join } from 'node:path'

/**
 * The Anvil that the project has installed from npm, else the one on the PATH.
 * The program itself and not npm's wrapper, which would outlive or orphan it when killed.
 */
export function findAnvil(): string {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  const program = process.platform === 'win32' ? 'anvil.exe' : 'anvil'
  try {
    const project = createRequire(join(process.cwd(), 'package.json'))
    // npm and pnpm may keep the program beside its wrapper, where only the wrapper sees it.
    const wrapper = createRequire(project.resolve('@foundry-rs/anvil/package.json'))
    return wrapper.resolve(`@foundry-rs/anvil-${process.platform}-${arch}/bin/${program}`)
  } catch {
    // Not installed, or not for this machine.
    return program
  }
}

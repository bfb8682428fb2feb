import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** How a script ended, and its output. */
export type ScriptResult = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }

/**
 * Starts a script of this directory in its own process.
 *
 * @param options.bundles A folder with the same scripts as bundles, which start faster.
 */
export function startScript(
  [name = '', ...args]: readonly string[],
  {
    env,
    cwd,
    stdio = 'pipe',
    bundles,
  }: { env: Record<string, string>; cwd: string; stdio?: 'pipe' | 'inherit'; bundles?: string | undefined },
): { child: ChildProcess; ended: Promise<ScriptResult> } {
  const script = bundles ? join(bundles, `${name}.mjs`) : fileURLToPath(new URL(`../${name}.ts`, import.meta.url))
  const child = spawn(process.execPath, [script, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: [stdio === 'inherit' ? 'inherit' : 'ignore', stdio, stdio],
  })
  let [stdout, stderr] = ['', '']
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<ScriptResult>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return { child, ended }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll } from 'vitest'
import { root } from '../../../scripts/lib/root.ts'
import { readPage, readSnippets } from '../../docs/pages.js'
import { reservePort } from '../../harness/reservePort.js'
import { createProject, type Project } from '../../package/createProject.js'

/** A page of the documentation whose files and commands make a project. */
export type Guide = {
  project: Project
  /** The files of a page, with free ports in place of its own. A heading that is the name of a file stands above its content. */
  filesOf(path: string): { heading: string; code: string }[]
  /** The commands below a heading. */
  commandsBelow(heading: string): string[]
  /** The free port in place of one of the page's. */
  port(onPage: number): number
  /** Starts a command in the project and waits until it prints that it is ready. */
  start(command: string, ready: string): Promise<ChildProcess>
  stop(child: ChildProcess): Promise<void>
}

/** The ports of Anvil, the signer, the server and Vite. */
const ports = [8545, 8181, 3000, 5173]

/**
 * Opens a project with what a page installs, and the commands `anvil`, `vite` and `passkey-signer`. Without a network, the
 * packages are those of the repository. Ends what it started when the tests of the file are over.
 *
 * @param template - What was installed before the page's commands.
 */
export async function openGuide(path: string, template: readonly string[] = []): Promise<Guide> {
  const snippets = readSnippets(readPage(path))
  const commandsBelow = (heading: string): string[] =>
    snippets.flatMap(({ heading: found, language, code }) =>
      found === heading && language === 'sh' ? code.split('\n') : [],
    )
  const installed = snippets
    .flatMap(({ language, code }) => (language === 'sh' ? code.split('\n') : []))
    .flatMap((command) => /^npm install (?:--save-dev )?(.*)$/.exec(command)?.[1]?.split(' ') ?? [])
    .filter((name) => !name.endsWith('.tgz'))
  const project = await createProject([...template, ...installed])
  const bin = join(project.directory, 'node_modules/.bin')
  mkdirSync(bin)
  for (const name of ['anvil', 'vite']) symlinkSync(root(`node_modules/.bin/${name}`), join(bin, name))
  const cli = join(project.directory, 'node_modules/viem-passkey-account/dist/signer/cli.js')
  chmodSync(cli, 0o755)
  symlinkSync(cli, join(bin, 'passkey-signer'))

  const free = new Map<number, number>()
  for (const port of ports) free.set(port, await reservePort())
  const port = (onPage: number): number => free.get(onPage) ?? onPage
  const reroute = (text: string): string =>
    text.replaceAll(/(:|port: )(\d{4})\b/g, (_match, before, digits) => `${before}${port(Number(digits))}`)

  const children: ChildProcess[] = []
  afterAll(async () => {
    for (const child of children) await stop(child)
    project.remove()
  })
  const start = async (command: string, ready: string): Promise<ChildProcess> => {
    const [program = '', ...args] = command.split(' ')
    const child = spawn(program, args, {
      cwd: project.directory,
      // A separate process group: `npx` and the wrapper of Anvil do not pass every signal on.
      detached: true,
      env: { ...process.env, NO_COLOR: '1', PATH: [bin, process.env.PATH].join(delimiter) },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    children.push(child)
    process.once('exit', () => endGroup(child))
    let output = ''
    await new Promise<void>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => {
          output += chunk.toString()
          if (output.includes(ready)) resolve()
        })
      child.on('error', reject)
      child.on('close', () => reject(new Error(`${command} ended:\n${output}`)))
    })
    return child
  }
  return {
    project,
    filesOf: (page) =>
      readSnippets(readPage(page))
        .filter(({ heading }) => /^[\w./-]*\.\w+$/.test(heading))
        .map(({ heading, code }) => ({ heading, code: reroute(code) })),
    commandsBelow,
    port,
    start,
    stop,
  }
}

function endGroup({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null && process.kill(-pid, 'SIGTERM')
}

async function stop(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close')
  if (endGroup(child)) await closed
}

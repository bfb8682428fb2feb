/// <reference types="vite/client" />
import approve from './approve.ts?raw'
import chain from './chain.ts?raw'
import provider from './provider.ts?raw'
import sign from './sign.ts?raw'
import wallet from './wallet.ts?raw'

type Part = { file: string; code: string; imports: readonly Import[] }
type Import = { name: string; isType: boolean; from: string }

const cut = {
  wallet: (name: string) => cutFunction('wallet.ts', wallet, name),
  sign: (name: string) => cutFunction('sign.ts', sign, name),
  chain: (name: string) => cutFunction('chain.ts', chain, name),
  provider: (name: string) => cutFunction('provider.ts', provider, name),
  approve: (name: string) => cutFunction('approve.ts', approve, name),
}
const account = [cut.wallet('createClient'), cut.wallet('createAccount')]

/** The lines of this page's own source behind each action, for "Show code". */
export const snippets: Readonly<Record<string, string>> = {
  start: join(cut.wallet('signUp'), cut.wallet('createClient'), cut.wallet('signIn')),
  send: join(...account, cut.sign('signTransfer'), cut.chain('send')),
  message: join(...account, cut.sign('signMessage'), cut.sign('recoverMessage')),
  permit: join(...account, cut.sign('signPermit'), cut.sign('recoverPermit')),
  both: join(...account, cut.sign('signPermitAndTransfer'), cut.chain('send')),
  session: join(
    cut.wallet('createClient'),
    cut.wallet('signIn'),
    cut.wallet('endSession'),
    cut.wallet('createAccount'),
  ),
  connection: join(cut.wallet('createClient')),
  provider: join(
    cut.provider('createWalletProvider'),
    cut.provider('createAccount'),
    cut.approve('approve'),
    cut.approve('show'),
  ),
  passkeys: join(
    cut.wallet('createClient'),
    cut.wallet('listPasskeys'),
    cut.wallet('addPasskey'),
    cut.wallet('removePasskey'),
  ),
}

/** A function or method with its comment, and what its file imports from packages. */
function cutFunction(file: string, source: string, name: string): Part {
  const lines = source.split('\n')
  const declaration = new RegExp(`^ *(export )?(async )?(function )?${name}(\\(|: \\()`)
  const first = lines.findIndex((line) => declaration.test(line))
  if (first === -1) throw new Error(`${file} has no function ${name}.`)
  const indent = indentOf(lines[first])
  let start = first
  while (/^ *(\/\*)?\*/.test(lines[start - 1] ?? '')) start--
  let end = first + 1
  while (lines[end] && indentOf(lines[end]) > indent) end++
  if (/^ *[})]/.test(lines[end] ?? '')) end++
  const code = lines.slice(start, end).map((line) => line.slice(indent))
  return { file, code: code.join('\n').replace(/,$/, ''), imports: readImports(source) }
}

/** The parts under the name of their file, below the imports that they use. */
function join(...parts: readonly Part[]): string {
  const code = parts.map((part, index) =>
    part.file === parts[index - 1]?.file ? part.code : `// examples/dapp/src/${part.file}\n${part.code}`,
  )
  const text = code.join('\n\n')
  const used = parts.flatMap(({ imports }) => imports.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(text)))
  const statements = [...new Set(used.map(({ from }) => from))].sort().map((from) => {
    const names = used.filter((each) => each.from === from).sort((one, other) => one.name.localeCompare(other.name))
    return writeImport(from, [...new Set(names.map(({ isType, name }) => (isType ? `type ${name}` : name)))])
  })
  return [...statements, '', text, ''].join('\n')
}

function writeImport(from: string, names: readonly string[]): string {
  const line = `import { ${names.join(', ')} } from '${from}'`
  return line.length <= 100 ? line : `import {\n${names.map((name) => `  ${name},\n`).join('')}} from '${from}'`
}

function readImports(source: string): readonly Import[] {
  return [...source.matchAll(/^import \{([^}]+)\} from '([^.'][^']*)'/gm)].flatMap(([, names = '', from = '']) =>
    [...names.matchAll(/(type )?(\w+)/g)].map(([, type, name = '']) => ({ name, isType: type !== undefined, from })),
  )
}

function indentOf(line = ''): number {
  return line.length - line.trimStart().length
}

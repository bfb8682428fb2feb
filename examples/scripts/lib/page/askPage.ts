import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { FailedError, RefusedError } from '../errors.ts'
import { say } from '../runScript.ts'

/** What a script asks the user of: public values, all of which the page shows or needs. */
export type PageRequest =
  | {
      kind: 'log-in'
      signerUrl: string
      organizationId: string
      /** Of the script's key. */
      publicKey: string
      /** Seconds. */
      duration: number
    }
  | { kind: 'register'; userName: string }

/** What the page answers. */
export type PageAnswer = { value: unknown } | { refused: string }

/** A registration is some kilobytes. */
const longestAnswer = 65_536

/**
 * Serves one page on http://localhost that asks the user's passkey, tells where, and waits for its answer. Its address has a random token, so
 * that nobody else on this machine who finds the port can read what is asked, or answer it.
 *
 * @param options.patience How long the user has, in seconds.
 * @throws RefusedError when the user dismisses the prompt, or does nothing; FailedError when the page could not reach the signer.
 */
export async function askPage(
  request: PageRequest,
  { title, patience }: { title: string; patience: number },
): Promise<unknown> {
  const signer = request.kind === 'log-in' ? new URL(request.signerUrl).origin : ''
  const headers = {
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ${signer}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  }
  const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
  const { outputFiles } = await build({
    entryPoints: [file('page.ts')],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  })
  const token = randomBytes(32).toString('base64url')
  const files: Record<string, [type: string, body: string]> = {
    [`/${token}/`]: ['text/html; charset=utf-8', readFileSync(file('index.html'), 'utf8')],
    [`/${token}/page.css`]: ['text/css', readFileSync(file('page.css'), 'utf8')],
    [`/${token}/page.js`]: ['text/javascript', outputFiles.map(({ text }) => text).join('')],
    [`/${token}/request.json`]: ['application/json', JSON.stringify(request)],
  }

  const server = createServer()
  await once(server.listen(0, 'localhost'), 'listening')
  const address = server.address()
  const host = `localhost:${typeof address === 'object' ? address?.port : ''}`
  try {
    const answer = await new Promise<PageAnswer>((resolve, reject) => {
      const timer = setTimeout(() => reject(new RefusedError('Nobody has answered the page.')), patience * 1000)
      server.on('close', () => clearTimeout(timer))
      server.on('request', async (asked, response) => {
        const reply = (status: number, type = 'text/plain', body = ''): void => {
          response.writeHead(status, { ...headers, 'content-type': type }).end(body)
        }
        // Only what the page has been told is over is over.
        response.on('finish', () => answer && resolve(answer))
        let answer: PageAnswer | undefined
        // A page that makes its own name point here is not this page.
        if (asked.headers.host !== host) return reply(403)
        const found = files[asked.url ?? '']
        if (asked.method === 'GET' && found) return reply(200, ...found)
        if (asked.method !== 'POST' || asked.url !== `/${token}/answer`) return reply(404)
        if (asked.headers.origin !== `http://${host}`) return reply(403)
        answer = await readAnswer(asked)
        reply(answer ? 204 : 400)
      })
      say(`${title}\nOpen http://${host}/${token}/ in your browser.`)
    })
    if ('value' in answer) return answer.value
    const Reason = answer.refused.startsWith('Signer') ? FailedError : RefusedError
    throw new Reason(`The page did not do it: ${answer.refused}.`)
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

async function readAnswer(request: IncomingMessage): Promise<PageAnswer | undefined> {
  try {
    let text = ''
    for await (const chunk of request.setEncoding('utf8')) {
      text += chunk
      if (text.length > longestAnswer) return undefined
    }
    const answer = JSON.parse(text)
    // The name of an error, and not text that could be anything.
    if (/^\w{1,64}$/.test(answer.refused ?? '')) return { refused: answer.refused }
    return 'value' in answer ? { value: answer.value } : undefined
  } catch {
    // Cut off, or no JSON: not an answer.
    return undefined
  }
}

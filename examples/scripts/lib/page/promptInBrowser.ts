import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { FailedError, RefusedError } from '../errors.ts'
import { log } from '../log.ts'

/** What a script asks the user to approve. All of it is public. */
export type PageRequest =
  | {
      kind: 'log-in'
      signerUrl: string
      organizationId: string
      /** The script's public key. */
      publicKey: string
      sessionSeconds: number
    }
  | { kind: 'register'; userName: string }

/** The page's answer. */
export type PageAnswer = { value: unknown } | { refused: string }

/** In characters. A registration has a few thousand. */
const maxAnswerLength = 65_536

/**
 * Serves a page on http://localhost that prompts for the user's passkey, prints its address, and waits for the answer. The address contains a
 * random token, so that other programs on this machine can neither read the request nor answer it.
 *
 * @param options.title Printed above the address.
 * @param options.timeoutSeconds How long the user has.
 * @throws RefusedError if the user dismisses the prompt or does nothing; FailedError if the page could not reach the signer.
 */
export async function promptInBrowser(
  request: PageRequest,
  { title, timeoutSeconds }: { title: string; timeoutSeconds: number },
): Promise<unknown> {
  const signerOrigin = request.kind === 'log-in' ? new URL(request.signerUrl).origin : ''
  const headers = {
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ${signerOrigin}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  }
  const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
  const { outputFiles } = await build({
    entryPoints: [pathOf('page.ts')],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  })
  const token = randomBytes(32).toString('base64url')
  const files: Record<string, [type: string, body: string]> = {
    [`/${token}/`]: ['text/html; charset=utf-8', readFileSync(pathOf('index.html'), 'utf8')],
    [`/${token}/page.css`]: ['text/css', readFileSync(pathOf('page.css'), 'utf8')],
    [`/${token}/page.js`]: ['text/javascript', outputFiles.map(({ text }) => text).join('')],
    [`/${token}/request.json`]: ['application/json', JSON.stringify(request)],
  }

  const server = createServer()
  await once(server.listen(0, 'localhost'), 'listening')
  const address = server.address()
  const host = `localhost:${typeof address === 'object' ? address?.port : ''}`
  try {
    const answer = await new Promise<PageAnswer>((resolve, reject) => {
      const timer = setTimeout(() => reject(new RefusedError('The page was not answered.')), timeoutSeconds * 1000)
      server.on('close', () => clearTimeout(timer))
      server.on('request', async (incoming, response) => {
        const reply = (status: number, type = 'text/plain', body = ''): void => {
          response.writeHead(status, { ...headers, 'content-type': type }).end(body)
        }
        // Wait until the page has its response before the server closes.
        response.on('finish', () => answer && resolve(answer))
        let answer: PageAnswer | undefined
        // DNS rebinding: another site's name may point here.
        if (incoming.headers.host !== host) return reply(403)
        const file = files[incoming.url ?? '']
        if (incoming.method === 'GET' && file) return reply(200, ...file)
        if (incoming.method !== 'POST' || incoming.url !== `/${token}/answer`) return reply(404)
        if (incoming.headers.origin !== `http://${host}`) return reply(403)
        answer = await readAnswer(incoming)
        reply(answer ? 204 : 400)
      })
      log(`${title}\nOpen http://${host}/${token}/ in your browser.`)
    })
    if ('value' in answer) return answer.value
    const ErrorClass = answer.refused.startsWith('Signer') ? FailedError : RefusedError
    throw new ErrorClass(`Not approved on the page: ${answer.refused}.`)
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
      if (text.length > maxAnswerLength) return undefined
    }
    const answer = JSON.parse(text)
    // An error's name only: other text could be anything.
    if (/^\w{1,64}$/.test(answer.refused ?? '')) return { refused: answer.refused }
    return 'value' in answer ? { value: answer.value } : undefined
  } catch {
    // Cut off, or not JSON.
    return undefined
  }
}

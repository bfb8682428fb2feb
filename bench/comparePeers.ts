import { gzipSync } from 'node:zlib'
import { TurnkeyClient } from '@turnkey/http'
import { createAccount } from '@turnkey/viem'
import { rolldown } from 'rolldown'
import {
  type Hex,
  hashMessage,
  type LocalAccount,
  parseGwei,
  recoverPublicKey,
  recoverTransactionAddress,
  verifyMessage,
  verifyTypedData,
} from 'viem'
import {
  apiKeyStamper,
  createPasskey,
  createPasskeyAccount,
  createSignerClient,
  webAuthnStamper,
} from 'viem-passkey-account'
import { createSubOrganization } from 'viem-passkey-account/actions'
import { createLocalSigner, listen } from 'viem-passkey-account/signer'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { root } from '../scripts/lib/root.ts'
import { median } from './median.ts'

type PeerClient = Parameters<typeof createAccount>[0]['client']
type Method = { sign: (account: LocalAccount) => Promise<Hex>; verify: (result: Hex) => Promise<boolean> }
type Row = {
  client: string
  method: string
  /** Whether the last result is a valid signature of the wallet. */
  valid: boolean
  prompts: number
  requests: number
  sent: number
  received: number
  ms: number
  /** How long it takes to recover a key, in milliseconds, measured in the same turns. `ms` of this package has it once. */
  recoveryMs: number
  /** How long a bare `fetch` of the same request and answer takes, measured in the same turns. `ms` has it once for each request. */
  httpMs: number
}

const mail = {
  domain: { name: 'Bench', chainId: 1 },
  types: { Mail: [{ name: 'text', type: 'string' }] },
  primaryType: 'Mail',
  message: { text: 'hello' },
} as const
const transfer = {
  type: 'eip1559',
  chainId: 1,
  nonce: 0,
  gas: 21_000n,
  maxFeePerGas: parseGwei('1'),
  to: '0x00000000000000000000000000000000000000aa',
} as const
const toSigned = (signed: Hex): `0x02${string}` => `0x02${signed.slice(4)}`

/**
 * Compares this package's account with the one of `@turnkey/viem`: same signer, same wallet, same virtual passkey, in turns. `ms` is the time of a
 * signature without the signer's and the passkey's share. It includes HTTP.
 */
export async function comparePeers(rounds: number): Promise<Row[]> {
  const rpId = 'localhost'
  const passkey = createVirtualPasskey({ rpId, origin: 'http://localhost' })
  const signer = await createLocalSigner()
  const totals = { requests: 0, sent: 0, received: 0, excludedMs: 0 }
  let last: { url: string; headers: Headers; body: string } | undefined
  const excludeTime = async <result>(run: () => Promise<result>): Promise<result> => {
    const started = performance.now()
    const result = await run()
    totals.excludedMs += performance.now() - started
    return result
  }
  const server = await listen({
    apiKey: signer.apiKey,
    fetch: (request) =>
      excludeTime(async () => {
        const body = await request.text()
        last = { url: request.url, headers: request.headers, body }
        const response = await signer.fetch(new Request(request, { body }))
        const answer = await response.text()
        totals.requests++
        totals.sent += Buffer.byteLength(body)
        totals.received += Buffer.byteLength(answer)
        return new Response(answer, response)
      }),
  })
  const parent = createSignerClient({ url: server.url, stamper: apiKeyStamper(signer.apiKey) })
  const wallet = await createSubOrganization(parent, {
    organizationId: signer.organizationId,
    passkey: await createPasskey({ rp: { id: rpId }, user: { name: 'anna' }, createFn: passkey.createFn }),
    userName: 'anna',
  })
  const stamper = webAuthnStamper({ rpId, getFn: (...parameters) => excludeTime(() => passkey.getFn(...parameters)) })
  const accounts: Record<string, LocalAccount> = {
    'viem-passkey-account': createPasskeyAccount({
      client: createSignerClient({ url: server.url, stamper }),
      ...wallet,
    }),
    '@turnkey/viem': await createAccount({
      // It depends on an older @turnkey/http, whose types differ in fields it does not use.
      client: new TurnkeyClient({ baseUrl: server.url }, stamper) as unknown as PeerClient,
      organizationId: wallet.organizationId,
      signWith: wallet.address,
      ethereumAddress: wallet.address,
    }),
  }
  const { address } = wallet
  const methods: Record<string, Method> = {
    signMessage: {
      sign: (account) => account.signMessage({ message: 'hello' }),
      verify: (signature) => verifyMessage({ address, message: 'hello', signature }),
    },
    signTypedData: {
      sign: (account) => account.signTypedData(mail),
      verify: (signature) => verifyTypedData({ ...mail, address, signature }),
    },
    signTransaction: {
      sign: (account) => account.signTransaction(transfer),
      verify: async (signed) =>
        (await recoverTransactionAddress({ serializedTransaction: toSigned(signed) })) === address,
    },
  }

  const hash = hashMessage('hello')
  const signature = await accounts['viem-passkey-account']?.signMessage({ message: 'hello' })
  if (!signature) throw new Error('There is no signature to recover the key from.')

  /** Sends what was sent last once more, without a client. The same bytes are the same activity. */
  const measureHttp = async (): Promise<number> => {
    if (!last) throw new Error('There is no request to send again.')
    const { url, body } = last
    // The others are those of the connection.
    const headers = [...last.headers].filter(([name]) => /^(content-type|x-stamp.*)$/.test(name))
    const [before, started] = [totals.excludedMs, performance.now()]
    const response = await fetch(server.url + new URL(url).pathname, { method: 'POST', headers, body })
    await response.text()
    return performance.now() - started - (totals.excludedMs - before)
  }

  const rows: Row[] = []
  for (const [method, { sign, verify }] of Object.entries(methods)) {
    const results: Record<string, Hex> = {}
    const times: Record<string, number[]> = {}
    const recoveries: number[] = []
    const exchanges: number[] = []
    const sums: Record<string, Omit<Row, 'client' | 'method' | 'valid' | 'ms' | 'recoveryMs' | 'httpMs'>> = {}
    for (let round = -5; round < rounds; round++) {
      const recoveryStarted = performance.now()
      await recoverPublicKey({ hash, signature })
      if (round >= 0) recoveries.push(performance.now() - recoveryStarted)
      for (const [client, account] of Object.entries(accounts)) {
        const [before, prompts] = [{ ...totals }, passkey.prompts.length]
        const started = performance.now()
        results[client] = await sign(account)
        const ms = performance.now() - started - (totals.excludedMs - before.excludedMs)
        // The first rounds are a warm-up.
        if (round < 0) continue
        times[client] = [...(times[client] ?? []), ms]
        const sum = sums[client] ?? { prompts: 0, requests: 0, sent: 0, received: 0 }
        sums[client] = {
          prompts: sum.prompts + passkey.prompts.length - prompts,
          requests: sum.requests + totals.requests - before.requests,
          sent: sum.sent + totals.sent - before.sent,
          received: sum.received + totals.received - before.received,
        }
        if (client === 'viem-passkey-account') exchanges.push(await measureHttp())
      }
    }
    for (const [client, sum] of Object.entries(sums)) {
      rows.push({
        client,
        method,
        valid: await verify(results[client] ?? '0x'),
        prompts: sum.prompts / rounds,
        requests: sum.requests / rounds,
        sent: sum.sent / rounds,
        received: sum.received / rounds,
        ms: median(times[client] ?? []),
        recoveryMs: median(recoveries),
        httpMs: median(exchanges),
      })
    }
  }
  await server.close()
  await signer.close()
  return rows
}

/** Measures each package's size in an app's bundle, minified and gzipped, without viem. */
export async function comparePeerSizes(): Promise<Record<string, number>> {
  const entries = {
    'viem-passkey-account': `export { createPasskeyAccount, createSignerClient, webAuthnStamper } from 'viem-passkey-account'`,
    '@turnkey/viem': `export { createAccount } from '@turnkey/viem'
export { TurnkeyClient } from '@turnkey/http'
export { WebauthnStamper } from '@turnkey/webauthn-stamper'`,
  }
  const sizes: Record<string, number> = {}
  for (const [name, contents] of Object.entries(entries)) {
    const entry = root('examples/entry.js')
    const bundle = await rolldown({
      input: entry,
      platform: 'browser',
      external: /^viem(\/|$)/,
      plugins: [
        {
          name: 'entry',
          resolveId: (id) => (id === entry ? id : undefined),
          load: (id) => (id === entry ? contents : undefined),
        },
      ],
      logLevel: 'silent',
    })
    const { output } = await bundle.generate({ format: 'esm', minify: true, codeSplitting: false })
    sizes[name] = gzipSync(output[0].code, { level: 9 }).length
  }
  return sizes
}

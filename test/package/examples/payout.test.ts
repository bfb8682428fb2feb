import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Address,
  createWalletClient,
  getAddress,
  type Hex,
  http,
  keccak256,
  parseEther,
  parseTransaction,
  toHex,
} from 'viem'
import { createPasskeyAccount, createSignerClient, webAuthnStamper } from 'viem-passkey-account'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { openPasskeyFile } from '../../../examples/scripts/lib/openPasskeyFile.ts'
import { readRecipients } from '../../../examples/scripts/lib/payout/readRecipients.ts'
import { root } from '../../../scripts/lib/root.ts'
import { mined } from '../../harness/mined.ts'
import { startLocalStack, startScript } from './bundledScripts.ts'
import { type ProxiedRequest, startProxy } from './startProxy.ts'

const stack = await startLocalStack()
const { anvil, directory, wallet } = stack
const chain = await startProxy(anvil.url)
const signer = await startProxy(stack.env.SIGNER_URL ?? '')
afterAll(async () => {
  await chain.close()
  await signer.close()
  await stack.close()
})
beforeEach(() => {
  chain.intercept = (_, forward) => forward()
  signer.intercept = (_, forward) => forward()
})

const env = { ...stack.env, RPC_URL: chain.url, SIGNER_URL: signer.url }
const pathOf = (name: string): string => join(directory, name)
const start = (...args: string[]) => startScript(['payout', ...args], { env, cwd: directory })
const run = (...args: string[]) => start(...args).ended
const balance = (address: Address): Promise<bigint> => anvil.publicClient.getBalance({ address })
const count = (): Promise<number> => anvil.publicClient.getTransactionCount({ address: wallet.address })

let lists = 0
/** Writes a list of new addresses. */
function writeList(size: number) {
  const name = `list${++lists}.csv`
  const recipients = Array.from({ length: size }, (_, index) => ({
    address: getAddress(`0x${keccak256(toHex(`${name} ${index}`)).slice(26)}`),
    amount: `0.00${index + 1}`,
  }))
  const text = ['address,amount', ...recipients.map(({ address, amount }) => `${address},${amount}`), ''].join('\n')
  writeFileSync(pathOf(name), text)
  return {
    name,
    recipients,
    text,
    journal: pathOf(`${name}.journal`),
    /** In wei, by line. */
    balances: () => Promise.all(recipients.map(({ address }) => balance(address))),
    amounts: recipients.map(({ amount }) => parseEther(amount)),
  }
}

/** Another program that sends from the same wallet. */
const { passkey, rpId } = openPasskeyFile(pathOf('passkey.json'))
const otherProgram = createWalletClient({
  account: createPasskeyAccount({
    client: createSignerClient({ url: stack.env.SIGNER_URL, stamper: webAuthnStamper({ rpId, getFn: passkey.getFn }) }),
    ...wallet,
  }),
  chain: anvil.chain,
  transport: http(anvil.url),
})
const nobody = '0x00000000000000000000000000000000000a11ce'

describe('a payout of 100', () => {
  const list = root('examples/scripts/recipients.csv')
  const recipients = readRecipients(readFileSync(list, 'utf8'))

  test('killed at six points and started again: nobody is paid twice or left out', async () => {
    const first = await count()
    const sendsOf = (requests: readonly ProxiedRequest[]) =>
      requests.filter(({ method }) => method === 'eth_sendRawTransaction')

    /** Kills the run at the nth request of a kind: before it is forwarded, or after, before the run has the answer. */
    async function killAt(proxy: typeof chain, kind: string, nth: number, when: 'before' | 'after') {
      const { child, ended } = start(list, '--journal', 'journal', '--in-flight', '5')
      let count = 0
      proxy.intercept = async ({ method, path }, forward) => {
        if ((method || path) !== kind || ++count !== nth) return forward()
        if (when === 'after') await forward()
        child.kill('SIGKILL')
        return undefined
      }
      const { code, stdout } = await ended
      proxy.intercept = (_, forward) => forward()
      expect({ code, stdout }).toEqual({ code: null, stdout: '' })
    }
    // In the journal, but not sent: the first payment, and one in the middle.
    await killAt(chain, 'eth_sendRawTransaction', 1, 'before')
    await killAt(chain, 'eth_sendRawTransaction', 20, 'before')
    // Sent, but the run does not know.
    await killAt(chain, 'eth_sendRawTransaction', 20, 'after')
    // Signed, but not in the journal.
    await killAt(signer, '/public/v1/submit/sign_transaction', 20, 'after')
    // While waiting for a receipt.
    await killAt(chain, 'eth_getTransactionReceipt', 20, 'before')
    // While sending an earlier run's payments.
    await killAt(chain, 'eth_sendRawTransaction', 3, 'after')
    const paidByThen = await Promise.all(recipients.map(({ address }) => balance(address)))
    expect(paidByThen.filter((paid) => paid > 0n).length).toBeGreaterThan(50)
    expect(paidByThen.filter((paid) => paid > 0n).length).toBeLessThan(100)

    const { code, stdout, stderr } = await run(list, '--journal', 'journal', '--json')
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('100/100 mined') })
    const result = JSON.parse(stdout)
    expect(result).toMatchObject({ paid: 100, ether: '5.05' })

    expect(await Promise.all(recipients.map(({ address }) => balance(address)))).toEqual(
      recipients.map(({ amount }) => amount),
    )
    expect(await count()).toBe(first + 100)
    // Each payment has the same bytes however often it was sent.
    const bytes = new Set(sendsOf(chain.requests).map(({ body }): Hex => JSON.parse(body).params[0]))
    expect(bytes.size).toBe(100)
    expect([...bytes].map((raw) => keccak256(raw))).toEqual(result.payments.map(({ hash }: { hash: Hex }) => hash))
    expect([...bytes].map((raw) => parseTransaction(raw).nonce ?? 0)).toEqual(
      recipients.map((_, index) => first + index),
    )

    // Once more, with nothing left to do.
    const again = await run(list, '--journal', 'journal', '--json')
    expect(again).toMatchObject({ code: 0, stdout })
    expect(await count()).toBe(first + 100)
  })
})

describe('a list with mistakes is refused before anything is signed', () => {
  const good = '0x158d2418928E8e9B17183Ca7bbA9761BEfbf2898'
  const other = '0x8DA92a79D70C577A4F8150ABF7d376eFDFc60984'

  test.each([
    [
      'a wrong checksum',
      `${good.replace('E8e9', 'e8E9')},1`,
      'line 2: 0x158d2418928e8E9B17183Ca7bbA9761BEfbf2898 has a wrong checksum',
    ],
    ['a name', 'anna.eth,1', 'line 2: "anna.eth" is not an address'],
    ['a short address', `${good.slice(0, -1)},1`, 'is not an address'],
    ['the zero address', `0x${'0'.repeat(40)},1`, 'line 2: is the zero address'],
    ['the same twice', `${good},1\n${other},1\n${good},2`, `line 4: ${good} is already in line 2`],
    ['the same in another case', `${good},1\n${good.toLowerCase()},2`, 'is already in line 2'],
    ['a negative amount', `${good},-1`, 'line 2: "-1" is not an amount in ether'],
    ['nothing', `${good},0.000`, 'line 2: the amount is zero'],
    ['an exponent', `${good},1e3`, '"1e3" is not an amount'],
    ['less than a wei', `${good},0.0000000000000000001`, 'is not an amount'],
    ['a decimal comma', `${good},1,5`, 'line 2: must be an address, a comma and an amount'],
    ['quotes', `"${good}","1,5"`, 'line 2: has quotes'],
    ['quotes of a word processor', `“${good}”,1`, 'line 2: has quotes'],
    ['semicolons', `${good};1`, 'line 2: must be'],
    ['a space', `${good}, 1`, '" 1" is not an amount'],
    ['an empty line', `${good},1\n\n${other},1`, 'line 3: is empty'],
  ])('%s', (_, rows, message) => {
    expect(() => readRecipients(`address,amount\n${rows}\n`)).toThrow(message)
  })

  test('no recipients, an empty file, a missing header, a missing file', async () => {
    expect(() => readRecipients('address,amount\n')).toThrow('The file has no recipients')
    for (const text of ['', '\n', `${good},1\n`, 'amount,address\n'])
      expect(() => readRecipients(text)).toThrow('line 1: ')
    expect(await run('none.csv')).toMatchObject({ code: 2, stderr: expect.stringContaining('ENOENT') })
  })

  test('every mistake is reported at once, and nothing is signed', async () => {
    writeFileSync(pathOf('mistakes.csv'), `address,amount\nx,1\n${good},1\n${other},-1\n`)
    const before = [chain.requests.length, signer.requests.length]
    const { code, stderr } = await run('mistakes.csv')
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/line 2: .*\nline 4: /) })
    expect([chain.requests.length, signer.requests.length]).toEqual(before)
  })

  test('a byte order mark and Windows line endings are accepted', () => {
    const text = `address,amount\n${good},1\n${other.toLowerCase()},0.5\n`
    const read = readRecipients(text)
    expect(read).toEqual([
      { line: 2, address: good, amount: parseEther('1') },
      { line: 3, address: other, amount: parseEther('0.5') },
    ])
    expect(readRecipients(`\uFEFF${text.replaceAll('\n', '\r\n')}`)).toEqual(read)
    expect(readRecipients(text.trimEnd())).toEqual(read)
  })
})

describe('the journal', () => {
  test('of another list, sender or chain: refused', async () => {
    const [list, other] = [writeList(2), writeList(2)]
    expect(await run(list.name)).toMatchObject({ code: 0 })
    const before = signer.requests.length
    const [header = '', ...rest] = readFileSync(list.journal, 'utf8').split('\n')

    expect(await run(other.name, '--journal', list.journal)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('belongs to another recipients file'),
    })
    for (const [change, name] of [
      [{ chainId: 1 }, 'chain (1)'],
      [{ from: nobody }, `sender (${nobody})`],
    ] as const) {
      writeFileSync(list.journal, [JSON.stringify({ ...JSON.parse(header), ...change }), ...rest].join('\n'))
      expect(await run(list.name)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(`belongs to another ${name}`),
      })
    }
    writeFileSync(list.journal, 'my diary\n')
    expect(await run(list.name)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is not a payout journal'),
    })
    expect(signer.requests.length).toBe(before)
  })

  /** A list whose first payment is in the journal, but not sent. */
  async function startPayout() {
    const list = writeList(3)
    const { child, ended } = start(list.name)
    chain.intercept = async ({ method }, forward) => {
      if (method !== 'eth_sendRawTransaction') return forward()
      child.kill('SIGKILL')
      return undefined
    }
    await ended
    chain.intercept = (_, forward) => forward()
    expect(await list.balances()).toEqual([0n, 0n, 0n])
    return list
  }

  test('truncated in its last line: that payment was not sent and is signed again', async () => {
    const list = await startPayout()
    const whole = readFileSync(list.journal)
    writeFileSync(list.journal, whole.subarray(0, whole.length - 40))
    expect(await run(list.name)).toMatchObject({ code: 0 })
    expect(await list.balances()).toEqual(list.amounts)
    // The next run accepts the mark.
    expect(await run(list.name)).toMatchObject({ code: 0 })
    expect(await list.balances()).toEqual(list.amounts)
  })

  test('truncated in its header, or in the mark of a truncated line: nothing is lost', async () => {
    const list = writeList(3)
    writeFileSync(list.journal, '')
    expect(await run(list.name)).toMatchObject({ code: 0 })
    const text = readFileSync(list.journal, 'utf8')
    const [header = '', ...records] = text.split('\n')
    writeFileSync(list.journal, [header, ...records.slice(0, -2), '{"line":4,"status', '{"trun'].join('\n'))
    expect(await run(list.name)).toMatchObject({ code: 0 })
    expect(await list.balances()).toEqual(list.amounts)

    const other = writeList(1)
    const nextNonce = await count()
    writeFileSync(other.journal, 'my diary')
    expect(await run(other.name)).toMatchObject({ code: 2, stderr: expect.stringContaining('not a payout journal') })
    const newHeader = {
      ...JSON.parse(header),
      recipients: createHash('sha256').update(other.text).digest('hex'),
      nextNonce,
    }
    writeFileSync(other.journal, JSON.stringify(newHeader).slice(0, -9))
    expect(await run(other.name)).toMatchObject({ code: 0 })
    expect(await other.balances()).toEqual(other.amounts)
  })

  test('without its last line ending: the payment is complete and is sent', async () => {
    const list = await startPayout()
    const text = readFileSync(list.journal, 'utf8').trimEnd()
    const { hash } = JSON.parse(text.split('\n').at(-1) ?? '')
    writeFileSync(list.journal, text)
    const { code, stdout } = await run(list.name, '--json')
    expect({ code, hash: JSON.parse(stdout).payments[0].hash }).toEqual({ code: 0, hash })
    expect(await list.balances()).toEqual(list.amounts)
  })

  test('damaged elsewhere: stops and signs nothing', async () => {
    const list = await startPayout()
    const before = signer.requests.length
    const text = readFileSync(list.journal, 'utf8')
    for (const damaged of [
      text.replace('"line":2', '"line":3'),
      text.replace(/"raw":"0x02f8/, '"raw":"0x02f9'),
      text.replace(/"nonce":(\d+)/, '"nonce":9$1'),
      `${text.slice(0, -40)}\n`,
    ]) {
      writeFileSync(list.journal, damaged)
      expect(await run(list.name)).toMatchObject({ code: 7, stderr: expect.stringMatching(/line [23] is damaged/) })
    }
    expect(signer.requests.length).toBe(before)
  })

  test('on a full disk: nothing is sent that could not be written', async () => {
    const list = writeList(8)
    const before = await count()
    // A file size limit of 1 KiB acts like a full disk: the line that does not fit is truncated.
    const script = root('examples/scripts/payout.ts')
    const { ended } = startShell(`trap '' XFSZ; ulimit -f 1; exec '${process.execPath}' '${script}' '${list.name}'`)
    const { code, stderr } = await ended
    expect({ code, stderr }).toEqual({ code: 7, stderr: expect.stringContaining('(EFBIG)') })
    // It ended without waiting for a block: what it sent last may not be in one yet.
    const { address } = wallet
    const sent = (await anvil.publicClient.getTransactionCount({ address, blockTag: 'pending' })) - before
    expect(sent).toBeGreaterThan(0)
    expect(sent).toBeLessThan(8)
    expect(readFileSync(list.journal, 'utf8')).not.toMatch(/\n$/)

    expect(await run(list.name)).toMatchObject({ code: 0 })
    expect(await list.balances()).toEqual(list.amounts)
    expect(await count()).toBe(before + 8)
  })

  test('of a run that is still running: one of the two stops before it sends anything', async () => {
    const list = writeList(3)
    const before = await count()
    const first = start(list.name)
    // Hold the first run where its first payment is in the journal, but not sent.
    let release = (): void => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    const reached = new Promise<void>((resolve) => {
      chain.intercept = async ({ method }, forward) => {
        if (method !== 'eth_sendRawTransaction') return forward()
        resolve()
        await held
        return forward()
      }
    })
    await reached
    chain.intercept = (_, forward) => forward()
    const second = await run(list.name)
    release()
    const { code, stderr } = await first.ended
    expect({ code, stderr }).toEqual({ code: 7, stderr: expect.stringContaining('Another run is writing to') })
    expect(second.code).toBe(0)
    expect(await list.balances()).toEqual(list.amounts)
    expect(await count()).toBe(before + 3)
  })
})

describe('something else sends from the same account', () => {
  test('between two runs: stops, and --nonce continues', async () => {
    const list = writeList(3)
    const { child, ended } = start(list.name)
    chain.intercept = async ({ method, body }, forward) => {
      const answer = await forward()
      if (method !== 'eth_sendRawTransaction' || parseTransaction(JSON.parse(body).params[0]).value !== list.amounts[1])
        return answer
      child.kill('SIGKILL')
      return undefined
    }
    await ended
    chain.intercept = (_, forward) => forward()
    await mined(anvil.publicClient, await otherProgram.sendTransaction({ to: nobody, value: 1n }))

    const now = await count()
    const stopped = await run(list.name)
    expect(stopped).toMatchObject({
      code: 7,
      stderr: expect.stringContaining(`is at nonce ${now}, but this payout is at ${now - 1}`),
    })
    expect(await list.balances()).toEqual([list.amounts[0], list.amounts[1], 0n])
    expect(await run(list.name, '--nonce', String(now + 1))).toMatchObject({ code: 2 })
    expect(await run(list.name, '--nonce', String(now))).toMatchObject({ code: 0 })
    expect(await list.balances()).toEqual(list.amounts)
  })

  test('with the nonce of a payment: it is not signed again without --sign-again', async () => {
    const list = writeList(3)
    const { child, ended } = start(list.name)
    chain.intercept = async ({ method }, forward) => {
      if (method !== 'eth_sendRawTransaction') return forward()
      child.kill('SIGKILL')
      return undefined
    }
    await ended
    chain.intercept = (_, forward) => forward()
    // A replacement from another program.
    await mined(anvil.publicClient, await otherProgram.sendTransaction({ to: nobody, value: 1n }))

    const now = await count()
    for (let round = 0; round < 2; round++)
      expect(await run(list.name)).toMatchObject({
        code: 7,
        stderr: expect.stringContaining(
          `line 2: nonce ${now - 1} of ${wallet.address} was used by another transaction`,
        ),
      })
    expect(await count()).toBe(now)
    expect(await run(list.name, '--sign-again', '3')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('not signed again'),
    })
    expect(await run(list.name, '--sign-again', '2')).toMatchObject({ code: 0 })
    expect(await list.balances()).toEqual(list.amounts)
    expect(await run(list.name, '--sign-again', '2')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Line 2 is paid'),
    })
    expect(await list.balances()).toEqual(list.amounts)
  })
})

describe('an error while signing is no proof that nothing was signed', () => {
  const refusal = JSON.stringify({ code: 7, message: 'permission denied', turnkeyErrorCode: 'REQUEST_NOT_AUTHORIZED' })

  /** Runs until the signer answers the nth payment with an error, although it has signed it. Returns the signed payment. */
  async function refuse(name: string, nth: number, answer: string | undefined, code: number): Promise<Hex> {
    let signed = 0
    let stolen: Hex = '0x'
    signer.intercept = async ({ path }, forward) => {
      const honest = await forward()
      // The client tries again after a connection that broke.
      if (!path.endsWith('sign_transaction') || ++signed < nth) return honest
      stolen = `0x${JSON.parse(honest).activity.result.signTransactionResult.signedTransaction}`
      return answer
    }
    const result = await run(name)
    signer.intercept = (_, forward) => forward()
    expect(result).toMatchObject({ code, stderr: expect.stringContaining('may have been signed all the same') })
    return stolen
  }

  // A proxy does not pass a status on here: the body alone makes an answer without an activity.
  test.each([
    ['an error', refusal, 5],
    ['no answer', undefined, 6],
  ])('%s, and the liar never sends it: it is paid once', async (_name, answer, code) => {
    const list = writeList(3)
    const before = await count()
    const stolen = await refuse(list.name, 2, answer, code)
    expect(await run(list.name)).toMatchObject({ code: 0 })
    expect(await list.balances()).toEqual(list.amounts)
    expect(await count()).toBe(before + 3)
    // The same bytes were asked for again.
    const sent = chain.requests.filter(({ method }) => method === 'eth_sendRawTransaction')
    expect(sent.map(({ body }) => JSON.parse(body).params[0])).toContain(stolen)
  })

  test('a signer that sent the transaction itself: the next run finds it, and pays once', async () => {
    const list = writeList(3)
    const before = await count()
    const stolen = await refuse(list.name, 2, refusal, 5)
    await mined(anvil.publicClient, await anvil.publicClient.sendRawTransaction({ serializedTransaction: stolen }))
    expect(await run(list.name)).toMatchObject({ code: 0 })
    expect(await list.balances()).toEqual(list.amounts)
    expect(await count()).toBe(before + 3)
  })

  test('its recipient refuses ether by the next run: nobody else gets its nonce', async () => {
    const list = writeList(3)
    const before = await count()
    const address = list.recipients[1]?.address ?? nobody
    await refuse(list.name, 2, refusal, 5)
    await anvil.testClient.setCode({ address, bytecode: '0x5f5ffd' })
    expect(await run(list.name)).toMatchObject({ code: 5, stderr: expect.stringContaining('Mined and reverted: 3') })
    await anvil.testClient.setCode({ address, bytecode: '0x' })
    expect(await run(list.name, '--sign-again', '3')).toMatchObject({ code: 0 })
    expect(await list.balances()).toEqual(list.amounts)
    expect(await count()).toBe(before + 4)
  })

  test('its nonce is used by something else: stops, and --sign-again continues', async () => {
    const list = writeList(2)
    await refuse(list.name, 1, refusal, 5)
    await mined(anvil.publicClient, await otherProgram.sendTransaction({ to: nobody, value: 1n }))
    expect(await run(list.name)).toMatchObject({ code: 7, stderr: expect.stringContaining('--sign-again 2') })
    expect(await run(list.name, '--sign-again', '2')).toMatchObject({ code: 0 })
    expect(await list.balances()).toEqual(list.amounts)
  })

  test('a refusal that lasts: --nonce continues once something else has used the nonce', async () => {
    const list = writeList(2)
    await refuse(list.name, 1, refusal, 5)
    await mined(anvil.publicClient, await otherProgram.sendTransaction({ to: nobody, value: 1n }))
    expect(await run(list.name, '--nonce', String(await count()))).toMatchObject({ code: 0 })
    expect(await list.balances()).toEqual(list.amounts)
  })
})

test('the signer fails in the middle: the next run continues', async () => {
  const list = writeList(4)
  let signed = 0
  signer.intercept = async ({ path }, forward) =>
    path.endsWith('sign_transaction') && ++signed > 2 ? undefined : forward()
  const { code, stdout } = await run(list.name, '--json')
  expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining('"exitCode":6') })
  signer.intercept = (_, forward) => forward()
  expect(await run(list.name)).toMatchObject({ code: 0 })
  expect(await list.balances()).toEqual(list.amounts)
})

describe('the chain does not mine', () => {
  test('stuck, dropped and resumed: the same bytes', async () => {
    const list = writeList(2)
    const sends = () =>
      chain.requests.filter(({ method }) => method === 'eth_sendRawTransaction').map(({ body }) => body)
    await anvil.testClient.setAutomine(false)
    try {
      const stuck = await run(list.name, '--wait', '1')
      expect(stuck).toMatchObject({ code: 7, stderr: expect.stringContaining('was not mined within 1 s') })
      const [first, second] = sends().slice(-2)
      const raw: Hex = JSON.parse(first ?? '').params[0]
      await anvil.testClient.dropTransaction({ hash: keccak256(raw) })
      expect(await anvil.publicClient.getTransaction({ hash: keccak256(raw) }).catch((error) => error.name)).toBe(
        'TransactionNotFoundError',
      )

      const before = sends().length
      const { ended } = start(list.name)
      chain.intercept = async ({ method }, forward) => {
        const answer = await forward()
        if (method === 'eth_sendRawTransaction' && sends().length === before + 2)
          await anvil.testClient.setAutomine(true)
        if (method === 'eth_getTransactionReceipt') await anvil.testClient.mine({ blocks: 1 })
        return answer
      }
      expect(await ended).toMatchObject({ code: 0 })
      const raws = (bodies: (string | undefined)[]) => bodies.map((body) => JSON.parse(body ?? '').params[0])
      expect(raws(sends().slice(before))).toEqual(raws([first, second]))
    } finally {
      await anvil.testClient.setAutomine(true)
    }
    expect(await list.balances()).toEqual(list.amounts)
  })

  test('recipients that refuse ether from the start are skipped, listed, and tried again by the next run', async () => {
    const list = writeList(5)
    const refusingAddresses = [list.recipients[0], list.recipients[2]].map((recipient) => recipient?.address ?? nobody)
    const before = await count()
    const setCode = (address: Address, bytecode: Hex) => anvil.testClient.setCode({ address, bytecode })
    for (const address of refusingAddresses) await setCode(address, '0x5f5ffd')
    const { code, stdout, stderr } = await run(list.name, '--json')
    expect({ code, stderr }).toEqual({
      code: 5,
      stderr: expect.stringContaining('All lines are paid except 2, 4.'),
    })
    expect(JSON.parse(stdout).error).toMatchObject({ name: 'FailedError', exitCode: 5 })
    // Nothing was signed that would have failed, and no nonce was skipped.
    const [, second, , fourth, fifth] = list.amounts
    expect(await list.balances()).toEqual([0n, second, 0n, fourth, fifth])
    expect(await count()).toBe(before + 3)
    const requestCount = signer.requests.length

    // One of them accepts it now.
    await setCode(refusingAddresses[0] ?? nobody, '0x')
    expect(await run(list.name)).toMatchObject({ code: 5, stderr: expect.stringMatching(/are paid except 4\./) })
    expect(signer.requests.length).toBe(requestCount + 1)
    // --sign-again is only for lines that were signed.
    expect(await run(list.name, '--sign-again', '4')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('was never signed'),
    })
    await setCode(refusingAddresses[1] ?? nobody, '0x')
    expect(await run(list.name)).toMatchObject({ code: 0 })
    expect(await list.balances()).toEqual(list.amounts)
    expect(await count()).toBe(before + 5)
  })

  test('a payment that its recipient reverts, and insufficient funds', async () => {
    const list = writeList(2)
    const [, last] = list.recipients
    // The recipient gets code that reverts once the payment is signed.
    chain.intercept = async ({ method, body }, forward) => {
      if (method === 'eth_sendRawTransaction' && parseTransaction(JSON.parse(body).params[0]).value === list.amounts[1])
        await anvil.testClient.setCode({ address: last?.address ?? nobody, bytecode: '0x5f5ffd' })
      return forward()
    }
    expect(await run(list.name)).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('All lines are paid except 3'),
    })
    expect(await run(list.name)).toMatchObject({ code: 5 })
    expect(await list.balances()).toEqual([list.amounts[0], 0n])

    chain.intercept = (_, forward) => forward()
    await anvil.testClient.setCode({ address: last?.address ?? nobody, bytecode: '0x' })
    const balanceBefore = await balance(wallet.address)
    await anvil.testClient.setBalance({ address: wallet.address, value: parseEther('0.002') })
    expect(await run(list.name, '--sign-again', '3')).toMatchObject({
      code: 7,
      stderr: expect.stringContaining('has 0.002 ether'),
    })
    await anvil.testClient.setBalance({ address: wallet.address, value: balanceBefore })
    expect(await run(list.name)).toMatchObject({ code: 0 })
    expect(await list.balances()).toEqual(list.amounts)
  })
})

/** Runs a script in a shell that limits it. */
function startShell(command: string): { ended: Promise<{ code: number | null; stderr: string }> } {
  const child = spawn('bash', ['-c', command], {
    cwd: directory,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  return { ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, stderr }))) }
}

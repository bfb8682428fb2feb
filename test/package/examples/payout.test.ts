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
import { openPasskeyFile } from '../../../examples/scripts/lib/passkeyFile.ts'
import { readRecipients } from '../../../examples/scripts/lib/payout/readRecipients.ts'
import { startLocal } from '../../../examples/scripts/lib/startLocal.ts'
import { startScript } from '../../../examples/scripts/lib/startScript.ts'
import { root } from '../../../scripts/lib/root.ts'
import { mined } from '../../harness/mined.ts'
import { type Passing, startProxy } from './startProxy.ts'

const local = await startLocal()
const { anvil, directory, wallet } = local
const chain = await startProxy(anvil.url)
const signer = await startProxy(local.env.SIGNER_URL ?? '')
afterAll(async () => {
  await chain.close()
  await signer.close()
  await local.close()
})
beforeEach(() => {
  chain.intercept = (_, pass) => pass()
  signer.intercept = (_, pass) => pass()
})

const env = { ...local.env, RPC_URL: chain.url, SIGNER_URL: signer.url }
const at = (name: string): string => join(directory, name)
const start = (...args: string[]) => startScript(['payout', ...args], { env, cwd: directory })
const run = (...args: string[]) => start(...args).ended
const balance = (address: Address): Promise<bigint> => anvil.publicClient.getBalance({ address })
const count = (): Promise<number> => anvil.publicClient.getTransactionCount({ address: wallet.address })

let lists = 0
/** A list of addresses that nobody has paid before. */
function writeList(size: number) {
  const name = `list${++lists}.csv`
  const recipients = Array.from({ length: size }, (_, index) => ({
    address: getAddress(`0x${keccak256(toHex(`${name} ${index}`)).slice(26)}`),
    amount: `0.00${index + 1}`,
  }))
  const text = ['address,amount', ...recipients.map(({ address, amount }) => `${address},${amount}`), ''].join('\n')
  writeFileSync(at(name), text)
  return {
    name,
    recipients,
    text,
    journal: at(`${name}.journal`),
    /** Whether each has got what it should, once. */
    balances: () => Promise.all(recipients.map(({ address }) => balance(address))),
    owed: recipients.map(({ amount }) => parseEther(amount)),
  }
}

/** What is sent from the wallet beside the payouts: by another program with the same passkey. */
const { passkey, rpId } = openPasskeyFile(at('passkey.json'))
const elsewhere = createWalletClient({
  account: createPasskeyAccount({
    client: createSignerClient({ url: local.env.SIGNER_URL, stamper: webAuthnStamper({ rpId, getFn: passkey.getFn }) }),
    ...wallet,
  }),
  chain: anvil.chain,
  transport: http(anvil.url),
})
const nobody = '0x00000000000000000000000000000000000a11ce'

describe('a payout of 100', () => {
  const list = root('examples/scripts/recipients.csv')
  const recipients = readRecipients(readFileSync(list, 'utf8'))

  test('is killed at six points and started again: nobody is paid twice, nobody is left out', async () => {
    const first = await count()
    const sendsOf = (seen: readonly Passing[]) => seen.filter(({ method }) => method === 'eth_sendRawTransaction')

    /** Kills the run when the nth of these comes by: before it is passed on, or when it was done and nobody has been told. */
    async function killAt(proxy: typeof chain, what: string, nth: number, when: 'before' | 'after') {
      const { child, ended } = start(list, '--journal', 'journal', '--in-flight', '5')
      let seen = 0
      proxy.intercept = async ({ method, path }, pass) => {
        if ((method || path) !== what || ++seen !== nth) return pass()
        if (when === 'after') await pass()
        child.kill('SIGKILL')
        return undefined
      }
      const { code, stdout } = await ended
      proxy.intercept = (_, pass) => pass()
      expect({ code, stdout }).toEqual({ code: null, stdout: '' })
    }
    // Written down and never sent: the first of all, and one in the middle.
    await killAt(chain, 'eth_sendRawTransaction', 1, 'before')
    await killAt(chain, 'eth_sendRawTransaction', 20, 'before')
    // Sent, and the run does not know.
    await killAt(chain, 'eth_sendRawTransaction', 20, 'after')
    // Signed, and not written down.
    await killAt(signer, '/public/v1/submit/sign_transaction', 20, 'after')
    // While it looks whether it was mined.
    await killAt(chain, 'eth_getTransactionReceipt', 20, 'before')
    // In the middle of an earlier run's payments.
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
    // However often one was sent: the same bytes.
    const bytes = new Set(sendsOf(chain.seen).map(({ body }): Hex => JSON.parse(body).params[0]))
    expect(bytes.size).toBe(100)
    expect([...bytes].map((raw) => keccak256(raw))).toEqual(result.payments.map(({ hash }: { hash: Hex }) => hash))
    expect([...bytes].map((raw) => parseTransaction(raw).nonce ?? 0)).toEqual(
      recipients.map((_, index) => first + index),
    )

    // And once more, when there is nothing left to do.
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
    ['no address', 'anna.eth,1', 'line 2: "anna.eth" is no address'],
    ['a short address', `${good.slice(0, -1)},1`, 'is no address'],
    ['the zero address', `0x${'0'.repeat(40)},1`, 'line 2: nobody has the zero address'],
    ['the same twice', `${good},1\n${other},1\n${good},2`, `line 4: ${good} is in line 2 already`],
    ['the same in other letters', `${good},1\n${good.toLowerCase()},2`, 'is in line 2 already'],
    ['a negative amount', `${good},-1`, 'line 2: "-1" is no amount in ether'],
    ['nothing', `${good},0.000`, 'line 2: the amount is nothing'],
    ['an exponent', `${good},1e3`, '"1e3" is no amount'],
    ['less than a wei', `${good},0.0000000000000000001`, 'is no amount'],
    ['a decimal comma', `${good},1,5`, 'line 2: it has to be an address, a comma, and an amount'],
    ['quotes', `"${good}","1,5"`, 'line 2: it has quotes'],
    ['quotes of a word processor', `“${good}”,1`, 'line 2: it has quotes'],
    ['semicolons', `${good};1`, 'line 2: it has to be'],
    ['a space', `${good}, 1`, '" 1" is no amount'],
    ['an empty line', `${good},1\n\n${other},1`, 'line 3: it is empty'],
  ])('%s', (_, rows, message) => {
    expect(() => readRecipients(`address,amount\n${rows}\n`)).toThrow(message)
  })

  test('nobody, an empty file, one without its head, and none', async () => {
    expect(() => readRecipients('address,amount\n')).toThrow('There is nobody to pay')
    for (const text of ['', '\n', `${good},1\n`, 'amount,address\n'])
      expect(() => readRecipients(text)).toThrow('line 1: ')
    expect(await run('none.csv')).toMatchObject({ code: 2, stderr: expect.stringContaining('ENOENT') })
  })

  test('every mistake is named at once, and nobody is asked to sign', async () => {
    writeFileSync(at('mistakes.csv'), `address,amount\nx,1\n${good},1\n${other},-1\n`)
    const before = [chain.seen.length, signer.seen.length]
    const { code, stderr } = await run('mistakes.csv')
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/line 2: .*\nline 4: /) })
    expect([chain.seen.length, signer.seen.length]).toEqual(before)
  })

  test('what Windows adds changes nothing', () => {
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
  test('of another list, sender or chain is refused', async () => {
    const [list, other] = [writeList(2), writeList(2)]
    expect(await run(list.name)).toMatchObject({ code: 0 })
    const before = signer.seen.length
    const [head = '', ...rest] = readFileSync(list.journal, 'utf8').split('\n')

    expect(await run(other.name, '--journal', list.journal)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is of another list of recipients'),
    })
    for (const [change, name] of [
      [{ chainId: 1 }, 'chain (1)'],
      [{ from: nobody }, `sender (${nobody})`],
    ] as const) {
      writeFileSync(list.journal, [JSON.stringify({ ...JSON.parse(head), ...change }), ...rest].join('\n'))
      expect(await run(list.name)).toMatchObject({ code: 2, stderr: expect.stringContaining(`is of another ${name}`) })
    }
    writeFileSync(list.journal, 'my diary\n')
    expect(await run(list.name)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is no journal of a payout'),
    })
    expect(signer.seen.length).toBe(before)
  })

  /** A list of which the first is written down and not sent. */
  async function writeBegun() {
    const list = writeList(3)
    const { child, ended } = start(list.name)
    chain.intercept = async ({ method }, pass) => {
      if (method !== 'eth_sendRawTransaction') return pass()
      child.kill('SIGKILL')
      return undefined
    }
    await ended
    chain.intercept = (_, pass) => pass()
    expect(await list.balances()).toEqual([0n, 0n, 0n])
    return list
  }

  test('cut off in its last line: what was cut off was not sent, and is signed anew', async () => {
    const list = await writeBegun()
    const whole = readFileSync(list.journal)
    writeFileSync(list.journal, whole.subarray(0, whole.length - 40))
    expect(await run(list.name)).toMatchObject({ code: 0 })
    expect(await list.balances()).toEqual(list.owed)
    // It reads its own mark.
    expect(await run(list.name)).toMatchObject({ code: 0 })
    expect(await list.balances()).toEqual(list.owed)
  })

  test('cut off in its first line, or in the mark of what was cut off: nothing is lost', async () => {
    const list = writeList(3)
    writeFileSync(list.journal, '')
    expect(await run(list.name)).toMatchObject({ code: 0 })
    const text = readFileSync(list.journal, 'utf8')
    const [head = '', ...records] = text.split('\n')
    writeFileSync(list.journal, [head, ...records.slice(0, -2), '{"line":4,"status', '{"cu'].join('\n'))
    expect(await run(list.name)).toMatchObject({ code: 0 })
    expect(await list.balances()).toEqual(list.owed)

    const other = writeList(1)
    const nextNonce = await count()
    writeFileSync(other.journal, 'my diary')
    expect(await run(other.name)).toMatchObject({ code: 2, stderr: expect.stringContaining('no journal') })
    const begun = { ...JSON.parse(head), recipients: createHash('sha256').update(other.text).digest('hex'), nextNonce }
    writeFileSync(other.journal, JSON.stringify(begun).slice(0, -9))
    expect(await run(other.name)).toMatchObject({ code: 0 })
    expect(await other.balances()).toEqual(other.owed)
  })

  test('without its last line end: the payment is there, and is sent', async () => {
    const list = await writeBegun()
    const text = readFileSync(list.journal, 'utf8').trimEnd()
    const { hash } = JSON.parse(text.split('\n').at(-1) ?? '')
    writeFileSync(list.journal, text)
    const { code, stdout } = await run(list.name, '--json')
    expect({ code, hash: JSON.parse(stdout).payments[0].hash }).toEqual({ code: 0, hash })
    expect(await list.balances()).toEqual(list.owed)
  })

  test('damaged elsewhere: stops, and signs nothing', async () => {
    const list = await writeBegun()
    const before = signer.seen.length
    const text = readFileSync(list.journal, 'utf8')
    for (const damaged of [
      text.replace('"line":2', '"line":3'),
      text.replace(/"raw":"0x02f8/, '"raw":"0x02f9'),
      text.replace(/"nonce":(\d+)/, '"nonce":9$1'),
      `${text.slice(0, -40)}\n`,
    ]) {
      writeFileSync(list.journal, damaged)
      expect(await run(list.name)).toMatchObject({ code: 7, stderr: expect.stringContaining('line 2 is damaged') })
    }
    expect(signer.seen.length).toBe(before)
  })

  test('on a full disk: what could not be written down is not sent', async () => {
    const list = writeList(8)
    const before = await count()
    // A limit of 1 KiB for a file acts as a full disk does: the line that does not fit is written as far as it fits.
    const script = root('examples/scripts/payout.ts')
    const { ended } = startShell(`trap '' XFSZ; ulimit -f 1; exec '${process.execPath}' '${script}' '${list.name}'`)
    const { code, stderr } = await ended
    expect({ code, stderr }).toEqual({ code: 7, stderr: expect.stringContaining('cannot be written (EFBIG)') })
    const sent = (await count()) - before
    expect(sent).toBeGreaterThan(0)
    expect(sent).toBeLessThan(8)
    expect(readFileSync(list.journal, 'utf8')).not.toMatch(/\n$/)

    expect(await run(list.name)).toMatchObject({ code: 0 })
    expect(await list.balances()).toEqual(list.owed)
    expect(await count()).toBe(before + 8)
  })

  test('of a run that still runs: the second one stops before it sends anything', async () => {
    const list = writeList(3)
    const before = await count()
    const first = start(list.name)
    // The first one is held where its first payment is written down and not sent.
    let release = (): void => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    const reached = new Promise<void>((resolve) => {
      chain.intercept = async ({ method }, pass) => {
        if (method !== 'eth_sendRawTransaction') return pass()
        resolve()
        await held
        return pass()
      }
    })
    await reached
    chain.intercept = (_, pass) => pass()
    const second = await run(list.name)
    release()
    const { code, stderr } = await first.ended
    expect({ code, stderr }).toEqual({ code: 7, stderr: expect.stringContaining('Another run writes to') })
    expect(second.code).toBe(0)
    expect(await list.balances()).toEqual(list.owed)
    expect(await count()).toBe(before + 3)
  })
})

describe('something else sends from the same account', () => {
  test('between two runs: stops and says so; a person can let it go on', async () => {
    const list = writeList(3)
    const { child, ended } = start(list.name)
    chain.intercept = async ({ method, body }, pass) => {
      const answer = await pass()
      if (method !== 'eth_sendRawTransaction' || parseTransaction(JSON.parse(body).params[0]).value !== list.owed[1])
        return answer
      child.kill('SIGKILL')
      return undefined
    }
    await ended
    chain.intercept = (_, pass) => pass()
    await mined(anvil.publicClient, await elsewhere.sendTransaction({ to: nobody, value: 1n }))

    const now = await count()
    const stopped = await run(list.name)
    expect(stopped).toMatchObject({
      code: 7,
      stderr: expect.stringContaining(`is at nonce ${now}, and this payout at ${now - 1}`),
    })
    expect(await list.balances()).toEqual([list.owed[0], list.owed[1], 0n])
    expect(await run(list.name, '--nonce', String(now + 1))).toMatchObject({ code: 2 })
    expect(await run(list.name, '--nonce', String(now))).toMatchObject({ code: 0 })
    expect(await list.balances()).toEqual(list.owed)
  })

  test('with the nonce of a payment: it is not paid, and not signed anew until a person says so', async () => {
    const list = writeList(3)
    const { child, ended } = start(list.name)
    chain.intercept = async ({ method }, pass) => {
      if (method !== 'eth_sendRawTransaction') return pass()
      child.kill('SIGKILL')
      return undefined
    }
    await ended
    chain.intercept = (_, pass) => pass()
    // A replacement, by another wallet.
    await mined(anvil.publicClient, await elsewhere.sendTransaction({ to: nobody, value: 1n }))

    const now = await count()
    for (let round = 0; round < 2; round++)
      expect(await run(list.name)).toMatchObject({
        code: 7,
        stderr: expect.stringContaining(
          `line 2: nonce ${now - 1} of ${wallet.address} was used by another transaction`,
        ),
      })
    expect(await count()).toBe(now)
    expect(await run(list.name, '--again', '3')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('not signed again'),
    })
    expect(await run(list.name, '--again', '2')).toMatchObject({ code: 0 })
    expect(await list.balances()).toEqual(list.owed)
    expect(await run(list.name, '--again', '2')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('line 2 is paid'),
    })
    expect(await list.balances()).toEqual(list.owed)
  })
})

test('the signer goes away in the middle: the next run goes on', async () => {
  const list = writeList(4)
  let signed = 0
  signer.intercept = async ({ path }, pass) => (path.endsWith('sign_transaction') && ++signed > 2 ? undefined : pass())
  const { code, stdout } = await run(list.name, '--json')
  expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining('"exitCode":6') })
  signer.intercept = (_, pass) => pass()
  expect(await run(list.name)).toMatchObject({ code: 0 })
  expect(await list.balances()).toEqual(list.owed)
})

describe('the chain does not mine', () => {
  test('stuck, dropped, and taken up: the same bytes', async () => {
    const list = writeList(2)
    const sends = () => chain.seen.filter(({ method }) => method === 'eth_sendRawTransaction').map(({ body }) => body)
    await anvil.testClient.setAutomine(false)
    try {
      const stuck = await run(list.name, '--wait', '1')
      expect(stuck).toMatchObject({ code: 7, stderr: expect.stringContaining('has not been mined in 1 s') })
      const [first, second] = sends().slice(-2)
      const raw: Hex = JSON.parse(first ?? '').params[0]
      await anvil.testClient.dropTransaction({ hash: keccak256(raw) })
      expect(await anvil.publicClient.getTransaction({ hash: keccak256(raw) }).catch((error) => error.name)).toBe(
        'TransactionNotFoundError',
      )

      const before = sends().length
      const { ended } = start(list.name)
      chain.intercept = async ({ method }, pass) => {
        const answer = await pass()
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
    expect(await list.balances()).toEqual(list.owed)
  })

  test('recipients that take no ether from the start are passed over, listed, and tried again by the next run', async () => {
    const list = writeList(5)
    const refusing = [list.recipients[0], list.recipients[2]].map((recipient) => recipient?.address ?? nobody)
    const before = await count()
    const setCode = (address: Address, bytecode: Hex) => anvil.testClient.setCode({ address, bytecode })
    for (const address of refusing) await setCode(address, '0x5f5ffd')
    const { code, stdout, stderr } = await run(list.name, '--json')
    expect({ code, stderr }).toEqual({
      code: 5,
      stderr: expect.stringContaining('All but these lines are paid: 2, 4.'),
    })
    expect(JSON.parse(stdout).error).toMatchObject({ name: 'FailedError', exitCode: 5 })
    // Nobody was asked to sign what would have failed, and no nonce was left out.
    const [, second, , fourth, fifth] = list.owed
    expect(await list.balances()).toEqual([0n, second, 0n, fourth, fifth])
    expect(await count()).toBe(before + 3)
    const asked = signer.seen.length

    // One of them takes it now.
    await setCode(refusing[0] ?? nobody, '0x')
    expect(await run(list.name)).toMatchObject({ code: 5, stderr: expect.stringMatching(/lines are paid: 4\./) })
    expect(signer.seen.length).toBe(asked + 1)
    // What was refused is never paid with --again, which is for what was signed.
    expect(await run(list.name, '--again', '4')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('was never signed'),
    })
    await setCode(refusing[1] ?? nobody, '0x')
    expect(await run(list.name)).toMatchObject({ code: 0 })
    expect(await list.balances()).toEqual(list.owed)
    expect(await count()).toBe(before + 5)
  })

  test('a payment that its recipient reverts, and too little ether', async () => {
    const list = writeList(2)
    const [, last] = list.recipients
    // Code that reverts, which comes when the payment has been signed.
    chain.intercept = async ({ method, body }, pass) => {
      if (method === 'eth_sendRawTransaction' && parseTransaction(JSON.parse(body).params[0]).value === list.owed[1])
        await anvil.testClient.setCode({ address: last?.address ?? nobody, bytecode: '0x5f5ffd' })
      return pass()
    }
    expect(await run(list.name)).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('All but these lines are paid: 3'),
    })
    expect(await run(list.name)).toMatchObject({ code: 5 })
    expect(await list.balances()).toEqual([list.owed[0], 0n])

    chain.intercept = (_, pass) => pass()
    await anvil.testClient.setCode({ address: last?.address ?? nobody, bytecode: '0x' })
    const had = await balance(wallet.address)
    await anvil.testClient.setBalance({ address: wallet.address, value: parseEther('0.002') })
    expect(await run(list.name, '--again', '3')).toMatchObject({
      code: 7,
      stderr: expect.stringContaining('has 0.002 ether'),
    })
    await anvil.testClient.setBalance({ address: wallet.address, value: had })
    expect(await run(list.name)).toMatchObject({ code: 0 })
    expect(await list.balances()).toEqual(list.owed)
  })
})

/** A script through a shell that limits it. */
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

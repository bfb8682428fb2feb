import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { getAddress, parseEther, parseGwei, type TransactionSerializable, toHex } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import {
  ActivityApprovalNeededError,
  createPasskeyAccount,
  createSignerClient,
  findError,
  type PendingSignature,
  webAuthnStamper,
} from 'viem-passkey-account'
import { afterAll, expect, test } from 'vitest'
import { openPasskeyFile } from '../../../examples/scripts/lib/openPasskeyFile.ts'
import { startLocalStack, startScript } from './bundledScripts.ts'

const stack = await startLocalStack()
afterAll(() => stack.close())
await stack.requireSecondOwner()

const nobody = '0x00000000000000000000000000000000000A11cE'
const eip1559 = { type: 'eip1559', chainId: 31337, to: nobody, nonce: 7, gas: 21_000n } as const

/** What the first owner requests, with a program of their own. */
async function request(transaction: TransactionSerializable): Promise<PendingSignature> {
  const { passkey, rpId } = openPasskeyFile(join(stack.directory, 'passkey.json'))
  const stamper = webAuthnStamper({ rpId, getFn: passkey.getFn })
  const account = createPasskeyAccount({
    client: createSignerClient({ url: stack.env.SIGNER_URL, stamper }),
    ...stack.wallet,
  })
  const error = await account.signTransaction(transaction).catch((error: unknown) => error)
  const pending = findError(error, ActivityApprovalNeededError)?.pending
  if (!pending) throw error
  return pending
}

/** Runs `approval.ts approve` as the second owner. */
function approve(pending: PendingSignature, ...flags: string[]) {
  writeFileSync(join(stack.directory, 'asked.json'), JSON.stringify(pending))
  const env = { ...stack.env, STAMPER: 'passkey:second.passkey.json' }
  return startScript(['approval', 'approve', 'asked.json', ...flags], { env, cwd: stack.directory }).ended
}

/** What the second owner is shown. */
async function show(transaction: TransactionSerializable): Promise<string> {
  const { code, stderr } = await approve(await request(transaction))
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('You are about to approve') })
  return stderr
}

test('the approver sees the fee, which may be more than the payment', async () => {
  const maxFeePerGas = parseEther('99') / 21_000n
  const shown = await show({ ...eip1559, value: 1n, maxFeePerGas, maxPriorityFeePerGas: 5n })
  expect(shown).toMatch(/^ {2}fee, at most +98\.99\d+ ether \(21000 gas at 4714285\.7\d+ gwei\)$/m)
  expect(shown).toMatch(/^ {2}maxPriorityFeePerGas +5$/m)
  const legacy = { type: 'legacy', to: nobody, nonce: 7, gas: 100_000n, gasPrice: parseGwei('20') } as const
  expect(await show(legacy)).toMatch(
    /^ {2}fee, at most +0\.002 ether \(100000 gas at 20 gwei\)\n {2}nonce +7\n {2}chain +any: /m,
  )
})

test('the approver sees delegations, blobs and access lists', async () => {
  const delegate = getAddress('0x000000000000000000000000000000000000beef')
  const owner = privateKeyToAccount(generatePrivateKey())
  const authorizationList = [
    await owner.signAuthorization({ address: delegate, chainId: 0, nonce: 3 }),
    // Valid for nobody.
    { address: delegate, chainId: 31337, nonce: 4, r: toHex(1n, { size: 32 }), s: toHex(0n, { size: 32 }), yParity: 0 },
  ]
  const accessList = [{ address: nobody, storageKeys: [toHex(1n, { size: 32 })] }] as const
  const fees = { maxFeePerGas: 9n, maxPriorityFeePerGas: 5n }
  const shown = await show({ ...eip1559, type: 'eip7702', ...fees, authorizationList, accessList })
  expect(shown).toMatch(new RegExp(`^ {2}delegates +${owner.address} to ${delegate}, on every chain, nonce 3\n`, 'm'))
  expect(shown).toMatch(new RegExp(`^ {2}delegates +nobody to ${delegate}, on chain 31337, nonce 4\n`, 'm'))
  expect(shown).toContain(`  accessList   ${JSON.stringify(accessList).replace(nobody, nobody.toLowerCase())}\n`)

  const blobVersionedHashes = [toHex(1n << 248n, { size: 32 })]
  const maxFeePerBlobGas = parseGwei('1000')
  const blobs = await show({ ...eip1559, type: 'eip4844', ...fees, blobVersionedHashes, maxFeePerBlobGas })
  expect(blobs).toMatch(
    /fee, at most +0\.131072\d+ ether \(21000 gas at 0\.000000009 gwei, 131072 blob gas at 1000 gwei\)/,
  )
  expect(blobs).toContain(`  blobVersionedHashes ["${blobVersionedHashes[0]}"]\n`)
})

test('what cannot be shown as it is signed is not approved', async () => {
  const pending = await request({ ...eip1559, maxFeePerGas: 9n, maxPriorityFeePerGas: 5n })
  const { parameters, ...body } = JSON.parse(pending.body)
  const approveBody = (text: string) => approve({ ...pending, body: text }, '--yes')
  const approveParameters = (changes: object) =>
    approveBody(JSON.stringify({ ...body, parameters: { ...parameters, ...changes } }))
  const [stopped, refused] = [7, 5]
  // No transaction, a byte too many, an unknown type, and no transaction.
  for (const unsignedTransaction of ['02c180', `${parameters.unsignedTransaction}00`, '05c0', undefined])
    expect(await approveParameters({ unsignedTransaction })).toMatchObject({
      code: stopped,
      stderr: expect.not.stringContaining('You are about to approve'),
    })
  // A field that is there twice: readers differ in which one they take.
  expect(await approveBody(`{"parameters":{},${pending.body.slice(1)}`)).toMatchObject({ code: stopped })

  // What the script does not know is shown. The signer knows of no such request.
  const more = await approveBody(
    JSON.stringify({ ...body, memo: '\u202ex', parameters: { ...parameters, to: '0x1234' } }),
  )
  expect(more).toMatchObject({
    code: refused,
    stderr: expect.stringMatching(/ {2}to +0x0{35}A11cE\n(?:.*\n)* {2}to +"0x1234"\n/),
  })
  expect(more.stderr).toContain('  memo         "\\u202ex"\n')
  const other = await approveParameters({ type: 'TRANSACTION_TYPE_TRON' })
  expect(other.stderr).toContain(JSON.stringify({ ...parameters, type: 'TRANSACTION_TYPE_TRON' }))
})

import { startAnvil } from 'viem-passkey-account/testing/node'
import { afterAll, expect, test } from 'vitest'
import { openProvider } from './openProvider.js'

const anvil = await startAnvil()
afterAll(anvil.stop)

// The requests of MetaMask's test dapp, which `npm run test:long` presses in Chromium.
const to = '0x0c54FcCd2e384b4BB6f2E405Bf5Cbc15a017AaFb'
const EIP712Domain = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' },
  { name: 'verifyingContract', type: 'address' },
]
const domain = {
  chainId: anvil.chain.id,
  name: 'Seaport',
  version: '1.5',
  verifyingContract: '0x00000000000000ADc04C56Bf30aC9d3c0aAF14dC',
}
const wallet = {
  domain,
  message: { name: 'Hello, Bob!' },
  primaryType: 'Wallet',
  types: { EIP712Domain, Wallet: [{ name: 'name', type: 'string' }] },
}

test.each<[name: string, typedData: object]>([
  ['an invalid type', { ...wallet, types: { ...wallet.types, Wallet: [{ name: 'name', type: 'Strings' }] } }],
  ['an empty domain', { ...wallet, domain: {} }],
  ['an unknown primary type', { ...wallet, primaryType: 'Non-Existent' }],
  ['no primary type', { ...wallet, primaryType: undefined }],
  ['a verifying contract that is a number', { ...wallet, domain: { ...domain, verifyingContract: 1 } }],
  [
    'an address that is a number',
    { ...wallet, types: { ...wallet.types, Wallet: [{ name: 'name', type: 'address' }] }, message: { name: 5 } },
  ],
  [
    'an address with a wrong checksum',
    {
      ...wallet,
      types: { ...wallet.types, Wallet: [{ name: 'name', type: 'address' }] },
      message: { name: '0x0521797E19b8E274E4ED3bFe5254FAf6fac96F08' },
    },
  ],
])('typed data with %s', async (_name, typedData) => {
  const { codeOf, send, account, prompts, requests } = await openProvider(anvil)
  await send('eth_requestAccounts')
  for (const data of [typedData, JSON.stringify(typedData)])
    expect(await codeOf('eth_signTypedData_v4', [account.address, data])).toBe(-32602)
  expect({ prompts: prompts(), requests }).toEqual({ prompts: 0, requests: [] })
})

test.each<[name: string, transaction: object]>([
  ['a value that is text', { to, value: 'invalid' }],
  ['a value without 0x', { to, value: 'ffffffffffffff' }],
  ['an unknown type', { to, value: '0x0', type: '0x5' }],
  ['the type of Tempo', { type: '0x76', calls: [{ to, value: '0x0', data: '0x' }], feeToken: to }],
  ['a recipient that is text', { to: 'invalid', value: '0x0' }],
  [
    'a gas limit that is text',
    { to, value: '0x0', gasLimit: 'invalid', maxFeePerGas: '0x2540be400', maxPriorityFeePerGas: '0x3b9aca00' },
  ],
  ['a fee that is text', { to, gasLimit: '0x5208', maxFeePerGas: 'invalid', maxPriorityFeePerGas: '0x3b9aca00' }],
  ['data of an odd length', { to, data: '0x095ea7b' }],
  ['a form of empty fields', { to: '', value: '', gasPrice: '', type: '0x0', data: '' }],
])('a transaction with %s', async (_name, transaction) => {
  const { codeOf, send, account, prompts, requests } = await openProvider(anvil)
  await send('eth_requestAccounts')
  const params = [{ from: account.address, ...transaction }]
  for (const method of ['eth_sendTransaction', 'wallet_sendTransaction', 'eth_signTransaction'])
    expect(await codeOf(method, params)).toBe(-32602)
  expect({ prompts: prompts(), requests }).toEqual({ prompts: 0, requests: [] })
})

test('what a wallet in the page does not do is refused by its code', async () => {
  const { codeOf, send, account, prompts, requests } = await openProvider(anvil)
  await send('eth_requestAccounts')
  const { address } = account
  expect(await codeOf('eth_sign', [address, `0x${'ab'.repeat(32)}`])).toBe(4200)
  expect(await codeOf('eth_getEncryptionPublicKey', [address])).toBe(4200)
  expect(await codeOf('eth_decrypt', ['0x1234', address])).toBe(4200)
  expect(await codeOf('personal_ecRecover', ['0x68', '0x00'])).toBe(-32601)
  expect(await codeOf('eth_signTypedData', [[{ type: 'string', name: 'Message', value: 'Hi' }], address])).toBe(-32601)
  expect({ prompts: prompts(), requests }).toEqual({ prompts: 0, requests: [] })
})

import {
  encodeAbiParameters,
  encodeFunctionData,
  erc20Abi,
  keccak256,
  maxUint256,
  parseAbi,
  parseEther,
  type TransactionSerializable,
  toFunctionSelector,
} from 'viem'
import { expect, test } from 'vitest'
import { bob, describeTransaction, type Field, token } from './describeRequest.js'

const fees = { nonce: 7, gas: 21_000n, maxFeePerGas: 2_000_000_000n, maxPriorityFeePerGas: 1_500_000_000n }

test('a transfer: to whom, how much, where, and what it may cost', async () => {
  const { title, request } = await describeTransaction({ ...fees, chainId: 8453, to: bob, value: parseEther('0.25') })
  expect(title).toBe('Send 0.25 ETH to 0x709979…79C8 on Base')
  expect(request.slice(0, -1)).toEqual([
    { name: 'to', value: bob },
    { name: 'value', value: '0.25 ETH', note: '250000000000000000 wei' },
    { name: 'chain', value: 'Base', note: 'ID 8453' },
    { name: 'type', value: 'EIP-1559' },
    { name: 'nonce', value: '7' },
    { name: 'gas', value: '21000' },
    { name: 'maxFeePerGas', value: '2 gwei' },
    { name: 'maxPriorityFeePerGas', value: '1.5 gwei' },
  ])
  expect(request.at(-1)).toMatchObject({ name: 'sign with' })
})

test.each<[string, TransactionSerializable, Partial<Field>[]]>([
  [
    'Send 0 coins to 0x709979…79C8 on chain 999',
    { type: 'legacy', chainId: 999, nonce: 0, gas: 1n, gasPrice: 1n, to: bob },
    [{ name: 'chain', value: 'chain 999', note: 'ID 999' }],
  ],
  [
    'Send 0.000000000000000001 coins to 0x709979…79C8 on any chain',
    { type: 'legacy', nonce: 0, gas: 1n, gasPrice: 1n, to: bob, value: 1n },
    [{ name: 'chain', note: 'none: valid on every chain, because it is not protected by EIP-155' }],
  ],
  [
    'Deploy a contract on Ethereum',
    { ...fees, chainId: 1, data: '0x6001600055' },
    [
      { name: 'init code hash', value: keccak256('0x6001600055') },
      { name: 'to', note: 'none: deploys a contract' },
    ],
  ],
  [
    'Call 0xdeadbeef at 0x5FbDB2…0aa3 with 1 ETH on Anvil',
    { ...fees, chainId: 31337, to: token, value: parseEther('1'), data: '0xdeadbeef01' },
    [
      { name: 'function', value: '0xdeadbeef', note: 'unknown function' },
      { name: 'data', note: '5 bytes' },
    ],
  ],
  [
    'Send 0 ETH to 0x709979…79C8 on Sepolia',
    {
      type: 'eip2930',
      chainId: 11155111,
      to: bob,
      gasPrice: 3n,
      accessList: [{ address: token, storageKeys: [`0x${'01'.repeat(32)}`] }],
    },
    [
      { name: 'type', value: 'EIP-2930' },
      {
        name: 'accessList',
        fields: [
          {
            name: '0',
            fields: [
              { name: 'address', value: token },
              { name: 'storageKeys', fields: [{ name: '0', value: `0x${'01'.repeat(32)}` }] },
            ],
          },
        ],
      },
    ],
  ],
  [
    'Send 0 ETH to 0x709979…79C8 on Ethereum',
    {
      ...fees,
      type: 'eip4844',
      chainId: 1,
      to: bob,
      maxFeePerBlobGas: 5n,
      blobVersionedHashes: [`0x01${'02'.repeat(31)}`],
    },
    [
      { name: 'type', value: 'EIP-4844 (blobs)' },
      { name: 'maxFeePerBlobGas', value: '0.000000005 gwei' },
      { name: 'blobVersionedHashes', fields: [{ name: '0', value: `0x01${'02'.repeat(31)}` }] },
    ],
  ],
  [
    'Send 0 ETH to 0x709979…79C8 on Ethereum',
    {
      ...fees,
      type: 'eip7702',
      chainId: 1,
      to: bob,
      authorizationList: [{ address: token, chainId: 1, nonce: 4, r: '0x1', s: '0x2', yParity: 0 }],
    },
    [
      { name: 'type', value: 'EIP-7702 (delegations)' },
      {
        name: 'authorizationList',
        fields: [
          {
            name: '0',
            fields: [
              { name: 'chainId', value: '1' },
              { name: 'delegate', value: token },
              { name: 'nonce', value: '4' },
            ],
          },
        ],
      },
    ],
  ],
])('%s', async (title, transaction, fields) => {
  const described = await describeTransaction(transaction)
  expect(described.title).toBe(title)
  for (const field of fields) expect(described.request).toContainEqual(expect.objectContaining(field))
})

const nft = parseAbi([
  'function setApprovalForAll(address operator, bool approved)',
  'function safeTransferFrom(address from, address to, uint256 id, uint256 amount, bytes data)',
  'function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)',
  'function multicall(bytes[] data)',
  'function deposit()',
])
const approve = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [bob, maxUint256] })

test.each<[string, `0x${string}`, Field]>([
  [
    'Call transfer()',
    encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [bob, 1_000_000n] }),
    {
      name: 'function',
      value: 'transfer(address, uint256)',
      fields: [
        { name: 'to', value: bob, note: 'address' },
        { name: 'amount', value: '1000000', note: 'uint256' },
      ],
    },
  ],
  [
    'Call approve()',
    approve,
    {
      name: 'function',
      value: 'approve(address, uint256)',
      fields: [
        { name: 'spender', value: bob, note: 'address' },
        { name: 'amountOrTokenId', value: `${maxUint256}`, note: 'uint256, unlimited' },
      ],
    },
  ],
  [
    'Call setApprovalForAll()',
    encodeFunctionData({ abi: nft, functionName: 'setApprovalForAll', args: [bob, true] }),
    {
      name: 'function',
      value: 'setApprovalForAll(address, bool)',
      fields: [
        { name: 'operator', value: bob, note: 'address' },
        { name: 'approved', value: 'true', note: 'bool' },
      ],
    },
  ],
  [
    'Call safeTransferFrom()',
    encodeFunctionData({ abi: nft, functionName: 'safeTransferFrom', args: [bob, token, 5n, 2n, '0x'] }),
    {
      name: 'function',
      value: 'safeTransferFrom(address, address, uint256, uint256, bytes)',
      fields: [
        { name: 'from', value: bob, note: 'address' },
        { name: 'to', value: token, note: 'address' },
        { name: 'id', value: '5', note: 'uint256' },
        { name: 'amount', value: '2', note: 'uint256' },
        { name: 'data', value: '0x', note: 'bytes' },
      ],
    },
  ],
  [
    'Call multicall()',
    encodeFunctionData({ abi: nft, functionName: 'multicall', args: [[approve, '0x1234']] }),
    {
      name: 'function',
      value: 'multicall(bytes[])',
      fields: [
        {
          name: 'data',
          note: 'bytes[]',
          fields: [
            {
              name: '0',
              note: 'bytes',
              fields: [
                { name: 'function', value: 'approve(address, uint256)' },
                { name: 'spender', value: bob, note: 'address' },
                { name: 'amountOrTokenId', value: `${maxUint256}`, note: 'uint256, unlimited' },
              ],
            },
            { name: '1', value: '0x1234', note: 'bytes' },
          ],
        },
      ],
    },
  ],
  [
    'Call deposit()',
    encodeFunctionData({ abi: nft, functionName: 'deposit' }),
    { name: 'function', value: 'deposit()', fields: [] },
  ],
  // Bytes after the arguments, or too few of them: a function name would hide what is signed.
  [
    `Call ${toFunctionSelector('transfer(address,uint256)')}`,
    `${encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [bob, 1n] })}00`,
    { name: 'function', value: '0xa9059cbb', note: 'unknown function' },
  ],
  [
    'Call 0xa9059cbb',
    `0xa9059cbb${encodeAbiParameters([{ type: 'address' }], [bob]).slice(2)}`,
    { name: 'function', value: '0xa9059cbb', note: 'unknown function' },
  ],
])('%s', async (title, data, field) => {
  const described = await describeTransaction({ ...fees, chainId: 1, to: token, data })
  expect(described.title).toBe(`${title} at 0x5FbDB2…0aa3 on Ethereum`)
  expect(described.request).toContainEqual(field)
})

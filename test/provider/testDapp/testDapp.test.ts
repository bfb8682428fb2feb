import { type Hex, recoverMessageAddress, recoverTypedDataAddress } from 'viem'
import { expect, test } from 'vitest'
import { type Call, openTestDapp } from './openTestDapp.js'

const dapp = await openTestDapp()
const { page, address, anvil } = dapp

type Step = {
  button: string
  /** The requests that follow, as `method` or `method code`. */
  calls?: string[]
  /** @default one for each request that is answered */
  prompts?: number
  /** An element, and what it then shows. */
  shows?: [id: string, text: string | RegExp]
  /** @default false */
  reverts?: boolean
  type?: string
}

const send = ['eth_sendTransaction']
const v4 = ['eth_signTypedData_v4']
const invalid = (method: string): string[] => [`${method} -32602`]
const own = new RegExp(address, 'i')

const steps: Step[] = [
  { button: 'getAccounts', shows: ['getAccountsResult', own] },
  {
    button: 'requestPermissions',
    calls: ['wallet_requestPermissions'],
    prompts: 0,
    shows: ['permissionsResult', 'eth_accounts'],
  },
  {
    button: 'getPermissions',
    calls: ['wallet_getPermissions'],
    prompts: 0,
    shows: ['permissionsResult', 'eth_accounts'],
  },

  { button: 'sendButton', calls: send, type: 'legacy' },
  { button: 'sendEIP1559Button', calls: send, type: 'eip1559' },
  { button: 'sendEIP1559WithoutGasButton', calls: send, type: 'eip1559' },
  { button: 'deployButton', calls: send, shows: ['contractStatus', 'Deployed'] },
  { button: 'depositButton', calls: send, shows: ['contractStatus', 'Deposit completed'] },
  { button: 'withdrawButton', calls: send, shows: ['contractStatus', 'Withdrawn'] },
  { button: 'deployFailingButton', calls: send, shows: ['failingContractStatus', 'Deployed'] },
  { button: 'sendFailingButton', calls: send, reverts: true, shows: ['failingContractStatus', /as expected/] },
  { button: 'deployMultisigButton', calls: send, shows: ['multisigContractStatus', 'Deployed'] },
  // With a gas limit of its own, which is too low.
  { button: 'sendMultisigButton', calls: send, reverts: true, shows: ['multisigContractStatus', /as expected/] },
  { button: 'sendHeavyHexDataButton', calls: send },

  { button: 'createToken', calls: send, shows: ['erc20TokenAddresses', /^0x/] },
  { button: 'watchAssets', calls: ['wallet_watchAsset 4200'] },
  { button: 'transferTokens', calls: send },
  { button: 'approveTokens', calls: send },
  { button: 'increaseTokenAllowance', calls: send },
  { button: 'transferTokensWithoutGas', calls: send },
  { button: 'approveTokensWithoutGas', calls: send },

  { button: 'deployNFTsButton', calls: send, shows: ['nftsStatus', 'Deployed'] },
  { button: 'mintButton', calls: send, shows: ['nftsStatus', 'Mint completed'] },
  { button: 'watchNFTButton', calls: ['wallet_watchAsset 4200'] },
  { button: 'approveButton', calls: send, shows: ['nftsStatus', 'Approve completed'] },
  { button: 'setApprovalForAllButton', calls: send, shows: ['nftsStatus', 'Set Approval For All completed'] },
  { button: 'revokeButton', calls: send, shows: ['nftsStatus', 'Revoke completed'] },
  { button: 'transferFromButton', calls: send, shows: ['nftsStatus', 'Transfer From completed'] },
  // Its spender has a wrong checksum.
  {
    button: 'sign721Permit',
    calls: invalid('eth_signTypedData_v4'),
    shows: ['sign721PermitResult', /^Error: Invalid/],
  },

  { button: 'deployERC1155Button', calls: send, shows: ['erc1155Status', 'Deployed'] },
  { button: 'batchMintButton', calls: send, shows: ['erc1155Status', 'Batch Minting completed'] },
  { button: 'batchTransferFromButton', calls: send, shows: ['erc1155Status', 'Batch Transfer From completed'] },
  { button: 'setApprovalForAllERC1155Button', calls: send, shows: ['erc1155Status', 'Set Approval For All completed'] },
  { button: 'revokeERC1155Button', calls: send, shows: ['erc1155Status', 'Revoke completed'] },
  { button: 'watchAssetButton', calls: ['wallet_watchAsset 4200'] },
  { button: 'eip747WatchButton', calls: ['wallet_watchAsset 4200'] },

  // The dapp requires that its calls are atomic, and an EOA sends one transaction for each.
  { button: 'eip5792SendCallsButton', calls: ['wallet_sendCalls 5760'], shows: ['eip5792SendCallsError', /atomic/] },
  { button: 'eip5792SendCallsApprovalButton', calls: ['wallet_sendCalls 5760'] },
  { button: 'eip5792GetCallsStatusButton', calls: ['wallet_getCallsStatus 5730'] },
  {
    button: 'eip5792GetCapabilitiesButton',
    calls: ['wallet_getCapabilities'],
    prompts: 0,
    shows: ['eip5792GetCapabilitiesResult', /"0x7a69":\s*\{\s*"atomic":\s*\{\s*"status": "unsupported"/],
  },
  { button: 'ppomSendMaliciousEthButton', calls: ['wallet_sendCalls 5760'] },
  { button: 'ppomSendThreeMaliciousTxsButton', calls: ['wallet_sendCalls 5760'] },

  { button: 'maliciousRawEthButton', calls: send },
  { button: 'maliciousContractInteractionButton', calls: send },
  { button: 'maliciousPermit', calls: v4 },
  { button: 'maliciousTradeOrder', calls: v4 },
  { button: 'maliciousSeaport', calls: v4 },
  { button: 'sendEIP1559Batch', calls: Array(10).fill('eth_sendTransaction') },
  { button: 'sendEIP1559Queue', calls: Array(10).fill('eth_sendTransaction') },
  { button: 'signTypedDataV4Batch', calls: Array(10).fill('eth_signTypedData_v4') },
  { button: 'signTypedDataV4Queue', calls: Array(10).fill('eth_signTypedData_v4') },
  { button: 'maliciousSendWithOddHexData', calls: invalid('eth_sendTransaction') },
  { button: 'maliciousApproveERC20WithOddHexData', calls: invalid('eth_sendTransaction') },
  { button: 'maliciousSendWithoutHexPrefixValue', calls: invalid('eth_sendTransaction') },
  { button: 'maliciousPermitHexPaddedChain', calls: v4 },
  { button: 'maliciousPermitIntAddress', calls: invalid('eth_signTypedData_v4') },

  {
    button: 'getEncryptionKeyButton',
    calls: ['eth_getEncryptionPublicKey 4200'],
    shows: ['encryptionKeyDisplay', /^Error/],
  },
  { button: 'ethSign', calls: ['eth_sign 4200'] },
  { button: 'personalSign', calls: ['personal_sign'], shows: ['personalSignResult', /^0x[\da-f]{130}$/] },
  { button: 'personalSignVerify', calls: ['personal_ecRecover -32601'] },
  // Version 1, which is not EIP-712.
  { button: 'signTypedData', calls: ['eth_signTypedData -32601'] },
  { button: 'signTypedDataV3', calls: ['eth_signTypedData_v3'], shows: ['signTypedDataV3Result', /^0x[\da-f]{130}$/] },
  { button: 'signTypedDataV3Verify', shows: ['signTypedDataV3VerifyResult', own] },
  { button: 'signTypedDataV4', calls: v4, shows: ['signTypedDataV4Result', /^0x[\da-f]{130}$/] },
  { button: 'signTypedDataV4Verify', shows: ['signTypedDataV4VerifyResult', own] },
  { button: 'signPermit', calls: v4, shows: ['signPermitResultV', /^v: 2[78]$/] },
  { button: 'signPermitVerify', shows: ['signPermitVerifyResult', own] },
  { button: 'signBlurOrder', calls: v4, shows: ['signPermitVariantResult', /^0x[\da-f]{130}$/] },
  { button: 'signPermitSingle', calls: v4 },
  { button: 'signPermitBatch', calls: v4 },
  { button: 'signSeaportBulkOrder', calls: v4 },
  { button: 'siwe', calls: ['personal_sign'], shows: ['siweResult', /^0x[\da-f]{130}$/] },
  { button: 'siweResources', calls: ['personal_sign'] },
  // Text that a page signs as it is: the app's own dialog shows it. Only `wallet_connect` writes the message itself.
  { button: 'siweBadDomain', calls: ['personal_sign'] },
  { button: 'siweBadAccount', calls: ['personal_sign'] },
  { button: 'siweMalformed', calls: ['personal_sign'] },

  {
    button: 'signInvalidType',
    calls: invalid('eth_signTypedData_v4'),
    shows: ['signMalformedResult', /^Error: Invalid/],
  },
  { button: 'signEmptyDomain', calls: invalid('eth_signTypedData_v4') },
  // Signed without what is extra, as in MetaMask: orders of Seaport have such values, too.
  { button: 'signExtraDataNotTyped', calls: v4 },
  { button: 'signInvalidPrimaryType', calls: invalid('eth_signTypedData_v4') },
  { button: 'signNoPrimaryTypeDefined', calls: invalid('eth_signTypedData_v4') },
  { button: 'signInvalidVerifyingContractType', calls: invalid('eth_signTypedData_v4') },
  {
    button: 'sendWithInvalidValue',
    calls: invalid('eth_sendTransaction'),
    shows: ['sendMalformedResult', /^Error: Invalid/],
  },
  { button: 'sendWithInvalidTxType', calls: invalid('eth_sendTransaction') },
  { button: 'sendWithInvalidRecipient', calls: invalid('eth_sendTransaction') },
  { button: 'sendWithInvalidGasLimit', calls: invalid('eth_sendTransaction') },
  { button: 'sendWithInvalidMaxFeePerGas', calls: invalid('eth_sendTransaction') },
  { button: 'sendTempoBatchTx', calls: invalid('eth_sendTransaction') },
  // A form of empty fields.
  { button: 'submitForm', calls: invalid('eth_sendTransaction') },
  // A chain of the dapp's, with its RPC URL.
  { button: 'addEthereumChain', calls: ['wallet_addEthereumChain 4902'] },
  { button: 'switchEthereumChain', calls: ['wallet_switchEthereumChain 4902'] },
]

const elsewhere = 'in a test of its own, below'
/** Why the others are not in the table. */
const notPressed: Record<string, string> = {
  connectButton: 'pressed to open the dapp',
  revokeAccountsPermission: elsewhere,
  openNetworkPicker: elsewhere,
  eip5792SendCallsEdit: elsewhere,
  eip5792AddCall: elsewhere,
  useWindowProviderButton: 'there is no window.ethereum',
  walletConnect: 'another wallet, over a server',
  sdkConnect: 'another wallet, over a server',
  getAllowance: 'reads, and shows nothing for the empty form',
  transferFromTokens: 'its form is empty, which the dapp itself refuses',
  watchNFTsButton: 'asks nothing: it prepares more buttons',
  sign721PermitVerify: 'its signature is refused',
  signTypedDataVerify: 'its signature is refused',
  encryptButton: 'needs the encryption key, which is refused',
  decryptButton: 'needs the encryption key, which is refused',
  ppomGetCallsStatusButton: 'needs an atomic batch',
  ensSubmit: 'of Ethereum Mainnet',
  eip5792SendCallsRequiredAssetsButton: 'of chains with USDC',
  resetConfigButton: 'of Ethereum Mainnet',
  swapComparisonSwapButton: 'of Ethereum Mainnet',
  batchUsdcSwapResetButton: 'of Ethereum Mainnet',
  batchUsdcSwapExecuteButton: 'of Ethereum Mainnet',
  batchUsdcSwapCheckStatusButton: 'of Ethereum Mainnet',
  mintSepoliaERC20: 'of Sepolia',
  maliciousERC20TransferButton: 'calls a contract of Ethereum Mainnet',
  maliciousApprovalButton: 'calls a contract of Ethereum Mainnet',
  maliciousSetApprovalForAll: 'calls a contract of Ethereum Mainnet',
  ppomSendMaliciousERC20TransferButton: 'another atomic batch',
  ppomSendMaliciousERC20ApprovalButton: 'another atomic batch',
  ppomSendMaliciousSetApprovalForAllButton: 'another atomic batch',
  ppomSendMaliciousContractInteractionButton: 'another atomic batch',
}

/** Waits for whatever a click began. The test's own timeout ends it. */
const eventually = (read: () => Promise<unknown>) => expect.poll(read, { timeout: 120_000 })
const textOf = (id: string): Promise<string> => page.evaluate(`document.getElementById('${id}').textContent.trim()`)
const called = async (): Promise<string[]> =>
  (await dapp.calls()).map(({ method, result }) => (result === 'ok' ? method : `${method} ${result}`))

/** Checks what was signed or sent. */
async function verify({ method, params, answer }: Call, { reverts = false, type }: Step): Promise<void> {
  if (method === 'eth_sendTransaction') {
    const receipt = await anvil.publicClient.waitForTransactionReceipt({ hash: answer as Hex })
    expect(receipt).toMatchObject({ status: reverts ? 'reverted' : 'success', ...(type && { type }) })
    expect(receipt.from).toMatch(own)
  } else if (method === 'personal_sign') {
    const message = { raw: params[0] as Hex }
    expect(await recoverMessageAddress({ message, signature: answer as Hex })).toMatch(own)
  } else if (method.startsWith('eth_signTypedData')) {
    const typedData = JSON.parse(String(params[1]))
    expect(await recoverTypedDataAddress({ ...typedData, signature: answer as Hex })).toMatch(own)
  }
}

test('every button of the dapp is pressed, or there is a reason why not', async () => {
  const all: string[] = await page.evaluate(`[...document.querySelectorAll('button[id]')].map(({ id }) => id)`)
  const decided = [...steps.map(({ button }) => button), ...Object.keys(notPressed)]
  expect(decided.sort()).toEqual(all.sort())
  await dapp.prompts()
})

test.each(steps)('$button: $calls', async (step) => {
  const { button, calls = [], prompts = calls.filter((call) => !call.includes(' ')).length, shows } = step
  await dapp.press(button)
  await eventually(called).toEqual(calls)
  if (shows) await eventually(() => textOf(shows[0])).toMatch(shows[1])
  expect(await dapp.prompts()).toBe(prompts)
  for (const call of await dapp.calls()) if (call.result === 'ok') await verify(call, step)
})

test('calls that need not be atomic take one prompt, and so does one call that must', async () => {
  const status = async (): Promise<unknown> => {
    await dapp.press('eip5792GetCallsStatusButton')
    await eventually(called).toEqual(['wallet_getCallsStatus'])
    return (await dapp.calls())[0]?.answer
  }
  await page.evaluate('isNotAtomic = true')
  await dapp.press('eip5792SendCallsButton')
  await eventually(called).toEqual(['wallet_sendCalls'])
  await eventually(status).toMatchObject({ status: 200, receipts: [{ status: '0x1' }, { status: '0x1' }] })
  await page.evaluate('isNotAtomic = false')
  await dapp.press('eip5792SendCallsEdit')
  await page.locator('.eip5792CallRemove').first().click()
  await dapp.press('eip5792SendCallsButton')
  await eventually(called).toEqual(['wallet_sendCalls'])
  await eventually(status).toMatchObject({ status: 200, receipts: [{ status: '0x1' }] })
  // An empty call.
  await dapp.press('eip5792AddCall')
  await dapp.press('eip5792SendCallsButton')
  await eventually(called).toEqual(['wallet_sendCalls -32602'])
  expect(await dapp.prompts()).toBe(2)
})

test('the form sends a transaction', async () => {
  const fill = (id: string, text: string): Promise<void> => page.locator(`#${id}`).fill(text)
  await fill('toInput', '0x000000000000000000000000000000000000bEEF')
  await fill('amountInput', '0x5')
  await fill('gasInput', '0xb2d05e00')
  await fill('dataInput', '0x')
  await dapp.press('submitForm')
  await eventually(called).toEqual(send)
  for (const call of await dapp.calls()) await verify(call, { button: 'submitForm', type: 'legacy' })
  expect(await dapp.prompts()).toBe(1)
})

test('the network picker switches to a chain of the provider, and to no other', async () => {
  const pick = async (chainId: string): Promise<void> => {
    await dapp.press('openNetworkPicker')
    await page.locator(`.network-modal-item[data-chain-id="${chainId}"]`).click()
  }
  await pick('0x1')
  await eventually(called).toEqual(['wallet_switchEthereumChain 4902'])
  await pick('0xaa36a7')
  await eventually(called).toEqual(['wallet_switchEthereumChain'])
  await eventually(() => textOf('chainId')).toBe('0xaa36a7')
  expect(await dapp.prompts()).toBe(0)
})

test('after the permission is revoked, the dapp connects again', async () => {
  await dapp.press('revokeAccountsPermission')
  await eventually(() => textOf('connectButton')).toBe('Connect')
  expect(await textOf('accounts')).toBe('')
  await dapp.press('connectButton')
  await eventually(() => textOf('accounts')).toMatch(/^0x/)
  expect(await dapp.prompts()).toBe(1)
})

import { createPublicClient, createWalletClient, formatEther, formatGwei, http, parseEther, parseSignature } from 'viem'
import {
  apiKeyStamper,
  createPasskey,
  createPasskeyAccount,
  createSignerClient,
  webAuthnStamper,
} from 'viem-passkey-account'
import { createSubOrganization } from 'viem-passkey-account/actions'
import { listen } from 'viem-passkey-account/signer'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { startAnvil } from 'viem-passkey-account/testing/node'
import { permitToken } from '../../test/contracts/index.ts'
import { mined } from '../../test/harness/mined.ts'
import { createDemoSigner } from '../dapp/server/createDemoSigner.ts'
import { createReport } from './report.ts'
import type { StartOptions } from './startOptions.ts'

const closeFns: (() => Promise<void>)[] = []
let closed: Promise<void> | undefined

/** Closes what was started, in reverse order. Later calls wait for the first. */
function closeAll(): Promise<void> {
  closed ??= (async () => {
    for (const close of closeFns.reverse()) await close()
  })()
  return closed
}

/** Creates a wallet and signs with it once, on real parts, then serves the demo. Run it with `npm start`. */
export async function start(options: StartOptions): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      void closeAll().finally(() => process.exit(options.once ? 130 : 0))
    })
  try {
    await journey(options)
    if (options.once) await closeAll()
  } catch (error) {
    console.error(error)
    process.exitCode = 1
    await closeAll()
  }
}

async function journey({ once, origin, rpId, port }: StartOptions): Promise<void> {
  const passkey = createVirtualPasskey({ rpId, origin: origin ?? 'http://localhost' })
  const report = createReport(() => passkey.prompts.length)

  const anvil = await startAnvil()
  closeFns.push(anvil.stop)
  const signer = await createDemoSigner({ origin })
  closeFns.push(signer.close)
  const server = await listen(signer)
  closeFns.push(server.close)
  report.title('A passkey approves, the signer signs, Anvil mines', {
    Anvil: `${anvil.url} (chain ${anvil.chain.id})`,
    'Local signer': server.url,
    Organization: signer.organizationId,
    ...(origin && { Origin: `${origin}, RP ID ${rpId}` }),
  })

  const registered = await report.step('Register a passkey', async (show) => {
    const registered = await createPasskey({
      rp: { id: rpId, name: 'Journey' },
      user: { name: 'anna@example.com' },
      createFn: passkey.createFn,
    })
    show('credential id', registered.credentialId)
    show('authenticator', 'virtual, so there is nothing to touch')
    return registered
  })

  // Your server has the API key and the user's page has the passkey. Neither ever has the wallet's private key.
  const wallet = await report.step('Create a wallet that only this passkey can use', async (show) => {
    const parent = createSignerClient({ url: server.url, stamper: apiKeyStamper(signer.apiKey) })
    const wallet = await createSubOrganization(parent, {
      organizationId: signer.organizationId,
      passkey: registered,
      userName: 'anna@example.com',
    })
    show('sub-organization', wallet.organizationId)
    show('address', wallet.address)
    return wallet
  })

  const client = createSignerClient({ url: server.url, stamper: webAuthnStamper({ rpId, getFn: passkey.getFn }) })
  const account = createPasskeyAccount({ client, ...wallet })
  const chain = { chain: anvil.chain, transport: http(anvil.url), pollingInterval: 50 }
  const publicClient = createPublicClient(chain)
  const walletClient = createWalletClient({ ...chain, account })
  const funder = anvil.walletClient

  await report.step('Fund the wallet', async (show) => {
    const hash = await funder.sendTransaction({ to: wallet.address, value: parseEther('1') })
    const { blockNumber } = await mined(publicClient, hash)
    show('balance', `${formatEther(await publicClient.getBalance({ address: wallet.address }))} ETH`)
    show('mined in block', blockNumber)
  })

  await report.step('Sign a message', async (show) => {
    const message = 'Hello from a passkey'
    const signature = await walletClient.signMessage({ message })
    show('message', message)
    show('signature', signature)
    const valid = await publicClient.verifyMessage({ address: wallet.address, message, signature })
    if (!valid) throw new Error('The signature does not verify.')
    show('verified', 'it recovers to the address')
  })

  await report.step('Sign a permit, which a token contract checks', async (show) => {
    const { abi, bytecode } = permitToken
    const deployed = await mined(publicClient, await funder.deployContract({ abi, bytecode }))
    if (!deployed.contractAddress) throw new Error('The token was not deployed.')
    const token = { address: deployed.contractAddress, abi }
    const spender = funder.account.address
    const value = parseEther('25')
    const { timestamp } = await publicClient.getBlock()
    const deadline = timestamp + 3600n

    const signature = await walletClient.signTypedData({
      domain: { name: 'Permit Token', version: '1', chainId: anvil.chain.id, verifyingContract: token.address },
      types: {
        Permit: [
          { name: 'owner', type: 'address' },
          { name: 'spender', type: 'address' },
          { name: 'value', type: 'uint256' },
          { name: 'nonce', type: 'uint256' },
          { name: 'deadline', type: 'uint256' },
        ],
      },
      primaryType: 'Permit',
      message: { owner: wallet.address, spender, value, nonce: 0n, deadline },
    })
    const { r, s, yParity } = parseSignature(signature)
    const { gasUsed, blockNumber } = await mined(
      publicClient,
      await funder.writeContract({
        ...token,
        functionName: 'permit',
        args: [wallet.address, spender, value, deadline, 27 + yParity, r, s],
      }),
    )
    const allowance = await publicClient.readContract({
      ...token,
      functionName: 'allowance',
      args: [wallet.address, spender],
    })
    if (allowance !== value) throw new Error('The permit did not set the allowance.')
    show('token', token.address)
    show('spender', spender)
    show('allowance', `${formatEther(allowance)} PERMIT`)
    show('mined in block', `${blockNumber}, with ${gasUsed} gas paid by the spender`)
  })

  await report.step('Send ether', async (show) => {
    const to = '0x00000000000000000000000000000000000a11ce'
    const hash = await walletClient.sendTransaction({ to, value: parseEther('0.1') })
    show('transaction', hash)
    const { blockNumber, gasUsed, effectiveGasPrice } = await mined(publicClient, hash)
    show('recipient', `${to} (has ${formatEther(await publicClient.getBalance({ address: to }))} ETH)`)
    show('mined in block', `${blockNumber}, with ${gasUsed} gas at ${formatGwei(effectiveGasPrice)} gwei`)
    show('balance', `${formatEther(await publicClient.getBalance({ address: wallet.address }))} ETH`)
  })

  report.summary()
  if (once) return
  // Imported here, because building the page takes a moment that --once can save.
  const { serveDapp } = await import('../dapp/server/serveDapp.ts')
  const demo = await serveDapp({ anvil, signer, signerUrl: server.url, origin, rpId, port })
  closeFns.push(demo.close)
  report.running({
    Demo: origin ? `${origin} (forward it to ${demo.url})` : `${demo.url} (open it in your browser)`,
    Anvil: anvil.url,
    'Local signer': server.url,
    Organization: signer.organizationId,
    'API key (public)': signer.apiKey.publicKey,
    'API key (private)': signer.apiKey.privateKey,
  })
}

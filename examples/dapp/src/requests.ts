import { type Address, encodeFunctionData, erc20Abi, numberToHex, parseEther, stringToHex } from 'viem'
import { anvil } from 'viem/chains'
import type { PasskeyProvider } from 'viem-passkey-account/provider'
import type { Config } from './config.ts'
import { byId, onSubmit, readField } from './dom.ts'

/** Lets the user send JSON-RPC requests to the provider, as a dapp would. */
export function offerRequests(provider: PasskeyProvider, { bank, token }: Config, onDone: () => void): void {
  const form = byId('request', HTMLFormElement)
  const json = byId('request-json', HTMLTextAreaElement)
  const answer = byId('request-answer', HTMLElement)

  async function showExample(): Promise<void> {
    const [owner] = await provider.request({ method: 'eth_requestAccounts' })
    if (!owner) return
    const request = { method: readField(form, 'method'), params: toParams(readField(form, 'method'), owner) }
    json.value = JSON.stringify(request, undefined, 2)
  }

  async function send(): Promise<void> {
    answer.textContent = ''
    try {
      await provider.request({ method: 'eth_requestAccounts' })
      const result: unknown = await provider.request(JSON.parse(json.value))
      answer.textContent = JSON.stringify(result, undefined, 2)
    } catch (error) {
      answer.textContent = describeRefusal(error)
    }
    onDone()
  }

  function toParams(method: string, owner: Address): readonly unknown[] {
    const value = numberToHex(parseEther('0.01'))
    if (method === 'personal_sign') return [stringToHex('Hello from a dapp'), owner]
    if (method === 'eth_sendTransaction') return [{ from: owner, to: bank, value }]
    if (method === 'eth_signTypedData_v4') return [owner, toOrder(token)]
    const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [bank, parseEther('1')] })
    const calls = [
      { to: bank, value },
      { to: token, data },
    ]
    return [{ version: '2.0.0', from: owner, chainId: numberToHex(anvil.id), atomicRequired: false, calls }]
  }

  byId('request-method', HTMLSelectElement).addEventListener('change', () => void showExample())
  byId('provider', HTMLDetailsElement).addEventListener('toggle', () => void showExample())
  onSubmit(form, () => void send())
}

function toOrder(token: Address): object {
  return {
    domain: { name: 'Demo market', version: '1', chainId: anvil.id, verifyingContract: token },
    types: {
      Order: [
        { name: 'sell', type: 'string' },
        { name: 'price', type: 'uint256' },
      ],
    },
    primaryType: 'Order',
    message: { sell: '1 PERMIT', price: '1000000' },
  }
}

/** As a dapp sees it: the code, and the message's first line. */
function describeRefusal(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? `${error.code}: ` : ''
  const [line] = (error instanceof Error ? error.message : String(error)).split('\n')
  return `${code}${line}`
}

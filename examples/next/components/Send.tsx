'use client'

import { useState } from 'react'
import { type Address, BaseError, encodeFunctionData, isAddress, parseEther } from 'viem'
import { usePrepareTransactionRequest, useSendTransaction } from 'wagmi'
import { token } from '@/lib/contracts'
import { Card } from './Card'
import { Mined } from './Mined'
import { usePrepareAgain } from './usePrepareAgain'

export function Send({ address }: { address: Address }) {
  const [to, setTo] = useState('')
  const [amount, setAmount] = useState('0.01')
  const [asset, setAsset] = useState('ETH')

  const request = toRequest(asset, to, amount)
  // Nonce, gas and fees are ready before the click, so the prompt starts in it. `data` is read while rendering.
  const prepared = usePrepareTransactionRequest({
    ...request,
    account: address,
    query: { enabled: request !== undefined, refetchInterval: 12_000, retry: false },
  })
  const transaction = request && prepared.data
  const send = useSendTransaction({ mutation: { onSuccess: usePrepareAgain() } })
  const problem = to === '' || request ? undefined : new BaseError('Enter an address and an amount.')

  return (
    <Card title="Send">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (transaction) send.mutate(transaction)
        }}
      >
        <label>
          Recipient
          <input placeholder="0x…" spellCheck={false} value={to} onChange={(event) => setTo(event.target.value)} />
        </label>
        <div className="row">
          <label>
            Amount
            <input inputMode="decimal" value={amount} onChange={(event) => setAmount(event.target.value)} />
          </label>
          <label>
            Asset
            <select value={asset} onChange={(event) => setAsset(event.target.value)}>
              <option>ETH</option>
              <option>PERMIT</option>
            </select>
          </label>
        </div>
        <button type="submit" className="primary" disabled={!transaction || send.isPending}>
          Send
        </button>
      </form>
      <Mined of={{ ...send, error: problem ?? send.error ?? (request && prepared.error) }} />
    </Card>
  )
}

function toRequest(asset: string, to: string, amount: string) {
  if (!isAddress(to) || !/^\d+(\.\d{1,18})?$/.test(amount)) return undefined
  const value = parseEther(amount)
  if (asset === 'ETH') return { to, value }
  return {
    to: token.address,
    data: encodeFunctionData({ abi: token.abi, functionName: 'transfer', args: [to, value] }),
  }
}

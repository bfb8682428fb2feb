'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type Address, formatEther } from 'viem'
import { useBalance, useReadContract } from 'wagmi'
import { token } from '@/lib/contracts'
import { Outcome } from './Outcome'

type Props = { address: Address; addresses: readonly Address[]; onChoose: (address: Address) => void }

export function Balances({ address, addresses, onChoose }: Props) {
  const queryClient = useQueryClient()
  const ether = useBalance({ address })
  const tokens = useReadContract({ ...token, functionName: 'balanceOf', args: [address] })
  const fund = useMutation({
    mutationFn: async () => {
      const response = await fetch('/api/funds', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ address }),
      })
      if (!response.ok) throw new Error('No funds.')
    },
    onSuccess: () => queryClient.invalidateQueries(),
  })
  return (
    <section className="card balances" aria-label="Account">
      {addresses.length === 1 ? (
        <p className="address">{address}</p>
      ) : (
        <select
          className="address"
          aria-label="Account"
          value={address}
          onChange={({ target }) => onChoose(addresses[target.selectedIndex] ?? address)}
        >
          {addresses.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      )}
      <dl>
        <div>
          <dt>Ether</dt>
          <dd>{format(ether.data?.value, 'ETH')}</dd>
        </div>
        <div>
          <dt>Tokens</dt>
          <dd>{format(tokens.data, 'PERMIT')}</dd>
        </div>
      </dl>
      <button type="button" disabled={fund.isPending} onClick={() => fund.mutate()}>
        Get test funds
      </button>
      <Outcome of={fund} pending="On the way…" />
    </section>
  )
}

/** One text, which does not move when the number comes. */
function format(value: bigint | undefined, symbol: string): string {
  const amount =
    value === undefined ? '…' : Number(formatEther(value)).toLocaleString('en', { maximumFractionDigits: 4 })
  return `${amount} ${symbol}`
}

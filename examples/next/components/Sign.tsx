'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { type Address, parseEther, verifyMessage, verifyTypedData } from 'viem'
import { useChainId, useSignMessage, useSignTypedData } from 'wagmi'
import { swap, token } from '@/lib/contracts'
import { Card } from './Card'
import { Outcome } from './Outcome'

const types = {
  Permit: [
    { name: 'owner', type: 'address' },
    { name: 'spender', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
  ],
} as const

export function Sign({ address }: { address: Address }) {
  const [message, setMessage] = useState('Hello from a passkey')
  const chainId = useChainId()
  const { mutateAsync: signMessage } = useSignMessage()
  const { mutateAsync: signTypedData } = useSignTypedData()

  const sign = useMutation({
    async mutationFn(what: 'message' | 'permit') {
      if (what === 'message') {
        const signature = await signMessage({ account: address, message })
        return { signature, isValid: await verifyMessage({ address, message, signature }) }
      }
      const typedData = {
        domain: { name: 'Permit Token', version: '1', chainId, verifyingContract: token.address },
        types,
        primaryType: 'Permit',
        message: { owner: address, spender: swap.address, value: parseEther('10'), nonce: 0n, deadline: 2n ** 48n },
      } as const
      const signature = await signTypedData({ account: address, ...typedData })
      return { signature, isValid: await verifyTypedData({ address, signature, ...typedData }) }
    },
  })
  return (
    <Card title="Sign">
      <label>
        Message
        <input value={message} onChange={(event) => setMessage(event.target.value)} />
      </label>
      <div className="row">
        <button type="button" disabled={sign.isPending} onClick={() => sign.mutate('message')}>
          Sign message
        </button>
        <button type="button" disabled={sign.isPending} onClick={() => sign.mutate('permit')}>
          Sign permit
        </button>
      </div>
      <Outcome of={sign}>
        {sign.data && (
          <>
            {sign.data.isValid ? 'Valid, and signed by this wallet.' : 'Not valid.'}
            <code>{sign.data.signature}</code>
          </>
        )}
      </Outcome>
    </Card>
  )
}

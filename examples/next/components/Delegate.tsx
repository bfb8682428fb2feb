'use client'

import { useMutation } from '@tanstack/react-query'
import { type Address, zeroAddress } from 'viem'
import { useBytecode, useWalletClient } from 'wagmi'
import { useWallet } from '@/app/providers'
import { delegate } from '@/lib/contracts'
import { Card } from './Card'
import { Mined } from './Mined'
import { usePrepareAgain } from './usePrepareAgain'

export function Delegate({ address }: { address: Address }) {
  const { connector } = useWallet()
  const { data: client } = useWalletClient()
  const { data: code } = useBytecode({ address })
  const isDelegated = code?.startsWith('0xef0100') === true

  const change = useMutation({
    onSuccess: usePrepareAgain(),
    async mutationFn(contractAddress: Address) {
      if (!client) throw new Error('Not connected.')
      const account = await connector.getAccount(address)
      const authorization = await client.signAuthorization({ account, contractAddress, executor: 'self' })
      return client.sendTransaction({ account, to: address, authorizationList: [authorization] })
    },
  })
  return (
    <Card title="Delegate">
      <p className="soft">
        Your account can run a contract’s code (EIP-7702). An authorization and its transaction: two prompts.
      </p>
      <div className="row">
        <button type="button" disabled={isDelegated || change.isPending} onClick={() => change.mutate(delegate)}>
          Delegate
        </button>
        <button type="button" disabled={!isDelegated || change.isPending} onClick={() => change.mutate(zeroAddress)}>
          End delegation
        </button>
      </div>
      <Mined of={change} />
    </Card>
  )
}

'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Address } from 'viem'
import { useWallet } from '@/app/providers'
import { exportSecret } from '@/lib/keys'
import { closeModal, Modal } from './Modal'
import { Outcome } from './Outcome'
import { Secret } from './Secret'
import { useAbort } from './useAbort'

const texts = {
  words: { title: 'Show the words', done: 'Write the words down on paper, in this order.' },
  key: { title: 'Show the key', done: 'This is the private key of your address.' },
}

type Props = { what: 'words' | 'key'; address: Address; onClose: () => void }

/** What it means, the prompt, and then the words or the key, which are gone when it closes. */
export function ExportDialog({ what, address, onClose }: Props) {
  const { connector, rp } = useWallet()
  const startSignal = useAbort()
  // Here alone: TanStack Query would keep what a mutation returns.
  const [secret, setSecret] = useState<string>()
  const show = useMutation({
    async mutationFn() {
      const wallet = connector.getWallet(address)
      if (!wallet) throw new Error('Not connected.')
      setSecret(await exportSecret(what, { wallet, rpId: rp.id, signal: startSignal() }))
    },
  })
  const { title, done } = texts[what]
  return (
    <Modal title={title} onClose={onClose}>
      {secret === undefined ? (
        <>
          <ul className="warnings">
            <li>
              Anyone who sees {what === 'words' ? 'them' : 'it'} can take everything, at any time, without your passkey.
            </li>
            <li>
              Nobody else should see your screen now. We will never ask you for {what === 'words' ? 'them' : 'it'}.
            </li>
            <li>To be safe when you lose this device, add a second passkey instead.</li>
          </ul>
          <Outcome of={show} />
          <div className="row">
            <button type="button" onClick={closeModal}>
              Cancel
            </button>
            <button type="button" className="primary" disabled={show.isPending} onClick={() => show.mutate()}>
              Show
            </button>
          </div>
        </>
      ) : (
        <>
          <p>{done}</p>
          <Secret secret={secret} />
          <button type="button" onClick={closeModal}>
            Done
          </button>
        </>
      )}
    </Modal>
  )
}

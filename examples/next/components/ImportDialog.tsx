'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useRef, useState } from 'react'
import { type Address, BaseError } from 'viem'
import { findError, SignerRequestError } from 'viem-passkey-account'
import { useWallet } from '@/app/providers'
import { importWords } from '@/lib/keys'
import { readWords } from '@/lib/words'
import { closeModal, Modal } from './Modal'
import { Outcome } from './Outcome'
import { useAbort } from './useAbort'

type Props = { address: Address; onImported: (address: Address) => void; onClose: () => void }

/** Words that are typed or pasted, checked at once, and gone when it closes. */
export function ImportDialog({ address, onImported, onClose }: Props) {
  const { connector, rp } = useWallet()
  const startSignal = useAbort()
  const field = useRef<HTMLTextAreaElement>(null)
  const statusId = useId()
  const [text, setText] = useState('')
  // Loaded when it is needed.
  const { data: list = [] } = useQuery({
    queryKey: ['words'],
    queryFn: async () => (await import('viem/accounts')).english,
  })
  const { mnemonic, isValid, status, suggestions } = readWords(text, list)

  // It takes the words from here: TanStack Query would keep what it is called with.
  const add = useMutation({
    async mutationFn() {
      const wallet = connector.getWallet(address)
      if (!wallet) throw new Error('Not connected.')
      try {
        const imported = await importWords(mnemonic, { wallet, rpId: rp.id, signal: startSignal() })
        setText('')
        return imported.address
      } catch (error) {
        const isKnown = findError(error, SignerRequestError)?.status === 409
        throw isKnown ? new BaseError('You have this wallet already.') : error
      }
    },
  })
  // A known wallet signs in as itself. `selectAccount` reads the new list.
  const open = useMutation({
    async mutationFn(imported: Address) {
      const closing = startSignal()
      await connector.connect({ capabilities: { method: 'login', selectAccount: true } })
      onImported(imported)
      // Another dialog may be open by now.
      if (!closing.aborted) onClose()
    },
  })

  function complete(word: string) {
    setText(`${text.replace(/\S*$/, '')}${word} `)
    field.current?.focus()
  }
  function onSubmit(event: FormEvent) {
    event.preventDefault()
    if (isValid) add.mutate()
  }
  const { data: imported } = add
  return (
    <Modal title="Import a wallet" onClose={onClose}>
      {imported ? (
        <>
          <p>Imported. Sign in again to use it.</p>
          <p className="address">{imported}</p>
          <Outcome of={open} />
          <div className="row">
            <button type="button" onClick={closeModal}>
              Later
            </button>
            <button type="button" className="primary" disabled={open.isPending} onClick={() => open.mutate(imported)}>
              Sign in
            </button>
          </div>
        </>
      ) : (
        <form onSubmit={onSubmit}>
          <p className="soft">
            Your passkey will control it, too. Anyone who has these words already can still use them.
          </p>
          <label>
            Its 12 to 24 words
            {/* No help from the browser: some send what is typed to a service. */}
            <textarea
              ref={field}
              rows={4}
              autoCapitalize="none"
              autoComplete="off"
              autoCorrect="off"
              spellCheck={false}
              aria-describedby={statusId}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </label>
          <div className="suggestions">
            {suggestions.map((word) => (
              <button key={word} type="button" onClick={() => complete(word)}>
                {word}
              </button>
            ))}
          </div>
          <p role="status" id={statusId} className="outcome">
            {status}
          </p>
          <Outcome of={add} />
          <div className="row">
            <button type="button" onClick={closeModal}>
              Cancel
            </button>
            <button type="submit" className="primary" disabled={!isValid || add.isPending}>
              Import
            </button>
          </div>
        </form>
      )}
    </Modal>
  )
}

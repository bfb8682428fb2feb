'use client'

import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { addPasskey, listPasskeys, type PasskeyWallet, removePasskey, type Stamper } from 'viem-passkey-account'
import { useWallet } from '@/app/providers'
import { hasLimit } from '@/lib/limit'
import { passkeyOf } from '@/lib/passkeyOf'
import { Card } from './Card'
import { Outcome } from './Outcome'

type Passkey = { credentialId: string; authenticatorId?: string; name: string }

export function Passkeys() {
  const { client, connector, rp } = useWallet()
  const [name, setName] = useState('')
  const [passkeys, setPasskeys] = useState<Passkey[]>()

  /** Who asks, and what stamps the request: the session, or else the passkey, with a prompt. */
  function readWallet(): PasskeyWallet & { stamper: Stamper } {
    const wallet = connector.getWallet()
    if (!wallet) throw new Error('Not connected.')
    return { ...wallet, stamper: connector.getSession() ?? passkeyOf(wallet, rp.id) }
  }
  /** The same for changes, which a session with a limit may not make. */
  function readChanger() {
    const wallet = readWallet()
    return hasLimit(wallet) ? { ...wallet, stamper: passkeyOf(wallet, rp.id) } : wallet
  }

  const list = useMutation({ mutationFn: async () => setPasskeys(await listPasskeys(client, readWallet())) })
  const add = useMutation({
    async mutationFn() {
      const { organizationId, userId, credentialId, authenticatorId, stamper } = readChanger()
      // With `passkeys`, the prompt starts in the click: nothing is read first.
      const known = passkeys ?? [{ credentialId, authenticatorId, name: 'This passkey' }]
      const added = await addPasskey(client, {
        organizationId,
        userId,
        stamper,
        passkeys: known,
        rp,
        user: { name },
        authenticatorName: name,
      })
      setPasskeys([...known, { ...added, name }])
      setName('')
    },
  })
  const remove = useMutation({
    async mutationFn({ credentialId, authenticatorId }: Passkey) {
      const { organizationId, userId, stamper } = readChanger()
      // The ids are the signer's, by way of this site's own proxy.
      await removePasskey(client, { organizationId, userId, stamper, credentialId, authenticatorId, rpId: rp.id })
      setPasskeys((now = []) => now.filter((passkey) => passkey.credentialId !== credentialId))
    },
  })
  const requests = [list, add, remove]
  // One at a time: a list that was asked for before a change does not have it.
  const isBusy = requests.some(({ isPending }) => isPending)
  const latest = requests.toSorted((one, other) => other.submittedAt - one.submittedAt)[0]

  function onAdd(event: FormEvent) {
    event.preventDefault()
    add.mutate()
  }
  return (
    <Card title="Passkeys">
      <p className="soft">Add a second one, on another device: with only one, a lost passkey is a lost wallet.</p>
      <form className="inline" onSubmit={onAdd}>
        <label>
          Name of the new passkey
          <input required placeholder="Phone" value={name} onChange={(event) => setName(event.target.value)} />
        </label>
        <button type="submit" disabled={isBusy}>
          Add
        </button>
      </form>
      <div className="list">
        {passkeys ? (
          <ul>
            {passkeys.map((passkey) => (
              <li key={passkey.credentialId}>
                {passkey.name}
                {passkey.credentialId === connector.getWallet()?.credentialId ? (
                  <span className="soft">in use</span>
                ) : (
                  <button type="button" disabled={isBusy} onClick={() => remove.mutate(passkey)}>
                    Remove
                  </button>
                )}
              </li>
            ))}
          </ul>
        ) : (
          <button type="button" disabled={isBusy} onClick={() => list.mutate()}>
            Show my passkeys
          </button>
        )}
      </div>
      {latest && <Outcome of={latest} />}
    </Card>
  )
}

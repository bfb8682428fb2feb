'use client'

import { useState } from 'react'
import type { Address } from 'viem'
import { Card } from './Card'
import { ExportDialog } from './ExportDialog'
import { ImportDialog } from './ImportDialog'

type Props = { address: Address; onImported: (address: Address) => void }

export function Keys({ address, onImported }: Props) {
  const [open, setOpen] = useState<'words' | 'key' | 'import'>()
  const onClose = () => setOpen(undefined)
  return (
    <Card title="Keys">
      <p className="soft">
        Your wallet is yours: its words open it in any wallet app, for anyone who has them. Afraid of losing this
        device? Add a second passkey first. It gives nothing away.
      </p>
      <div className="row">
        <button type="button" onClick={() => setOpen('words')}>
          Show the words
        </button>
        <button type="button" onClick={() => setOpen('key')}>
          Show the key
        </button>
      </div>
      <button type="button" onClick={() => setOpen('import')}>
        Import a wallet
      </button>
      {open === 'import' && <ImportDialog address={address} onImported={onImported} onClose={onClose} />}
      {(open === 'words' || open === 'key') && <ExportDialog what={open} address={address} onClose={onClose} />}
    </Card>
  )
}

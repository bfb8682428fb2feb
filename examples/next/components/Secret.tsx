'use client'

import { useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { copySecret } from '@/lib/clipboard'

/** Words or a key. Leaving the tab hides them: somebody else may come back to it. */
export function Secret({ secret }: { secret: string }) {
  const [isHidden, setHidden] = useState(false)
  const [status, setStatus] = useState('')
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    place.current?.focus()
    // Before this returns: the browser may keep a copy of the page.
    const hide = () => flushSync(() => setHidden(true))
    const onVisibility = () => document.visibilityState === 'hidden' && hide()
    document.addEventListener('visibilitychange', onVisibility)
    addEventListener('pagehide', hide)
    return () => {
      document.removeEventListener('visibilitychange', onVisibility)
      removeEventListener('pagehide', hide)
    }
  }, [])

  async function onCopy() {
    try {
      await copySecret(secret)
      setStatus('Copied. The clipboard is cleared in a minute, if your browser lets this page do it.')
    } catch {
      setStatus('Your browser did not let the page copy.')
    }
  }
  const [words = '', ...passphrase] = secret.split('\n')
  return (
    <div className="secret" ref={place} tabIndex={-1}>
      {isHidden ? (
        <p>Hidden, because you left this tab.</p>
      ) : secret.startsWith('0x') ? (
        <p className="address">{secret}</p>
      ) : (
        <ol className="words">
          {words.split(' ').map((word, index) => (
            <li key={`${index} ${word}`}>{word}</li>
          ))}
        </ol>
      )}
      {!isHidden && passphrase.length > 0 && <p className="address">Passphrase: {passphrase.join('\n')}</p>}
      <button type="button" onClick={isHidden ? () => setHidden(false) : onCopy}>
        {isHidden ? 'Show again' : 'Copy'}
      </button>
      <p role="status" className="outcome">
        {!isHidden && status}
      </p>
    </div>
  )
}

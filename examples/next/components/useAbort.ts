import { useEffect, useRef } from 'react'

/** Makes signals that abort when the component is gone. */
export function useAbort(): () => AbortSignal {
  const latest = useRef<AbortController>(undefined)
  useEffect(() => () => latest.current?.abort(), [])
  return () => {
    latest.current = new AbortController()
    return latest.current.signal
  }
}

'use client'

import { type ReactNode, type SyntheticEvent, useEffect, useId, useRef } from 'react'

type Props = { title: string; onClose: () => void; children: ReactNode }

/** A dialog that is open while it is rendered. Escape closes it. */
export function Modal({ title, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal()
  }, [])
  return (
    <dialog ref={dialog} className="modal" aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  )
}

/** For a button in it. The browser then gives the focus back to the button that opened the dialog. */
export function closeModal({ currentTarget }: SyntheticEvent<HTMLElement>) {
  currentTarget.closest('dialog')?.close()
}

'use client'

import { type SyntheticEvent, useEffect, useRef, useSyncExternalStore } from 'react'
import { type Approval, approvals } from '@/lib/approval'
import { describeRequest } from '@/lib/describeRequest'

const nothing: readonly Approval[] = []

/** Shows what is about to be signed. The passkey prompt starts in the click on “Sign”. */
export function ApprovalDialog() {
  const [approval] = useSyncExternalStore(approvals.subscribe, approvals.get, () => nothing)
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (!approval) dialog.current?.close()
    else if (!dialog.current?.open) dialog.current?.showModal()
  }, [approval])

  const described = approval && describeRequest(approval.request)
  const refuse = () => approval?.refuse(new Error('The user declined.'))
  // Once it is closed, and not at `cancel`: a browser closes it after that, and the next request would be in a closed dialog. Where
  // it is open again by now, it shows another request, which the user has not answered.
  const onClose = ({ currentTarget }: SyntheticEvent<HTMLDialogElement>) => {
    if (!currentTarget.open) refuse()
  }
  return (
    <dialog ref={dialog} aria-labelledby="approval" onClose={onClose}>
      {described && (
        <>
          <h2 id="approval">{described.title}</h2>
          <dl>
            {described.fields.map(([name, value], index) => (
              <div key={`${index} ${name}`}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
            <div>
              <dt>Network</dt>
              <dd>{approval.request.chain.name}</dd>
            </div>
          </dl>
          <div className="row">
            <button type="button" onClick={refuse}>
              Decline
            </button>
            <button type="button" className="primary" onClick={() => approval.accept()}>
              Sign
            </button>
          </div>
        </>
      )}
    </dialog>
  )
}

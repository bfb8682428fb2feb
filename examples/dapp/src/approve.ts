import type { ApprovalRequest } from 'viem-passkey-account/provider'
import { describeApproval } from './describeApproval.ts'
import { byId, make, makeButton } from './dom.ts'

let last: Promise<unknown> = Promise.resolve()

/**
 * Shows what is about to be signed, one request at a time. Resolves in the click that confirms, so that the passkey prompt starts in
 * it, and rejects if the user cancels.
 */
export function approve(request: ApprovalRequest, prompts: 0 | 1): Promise<void> {
  const shown = last.then(() => show(request, prompts))
  // The answer comes before the event that the dialog is closed, which would refuse the next request if that was shown by then.
  last = shown.then(({ closed }) => closed).catch(() => undefined)
  return shown.then(({ answer }) => answer)
}

function show(request: ApprovalRequest, prompts: 0 | 1): { answer: Promise<void>; closed: Promise<unknown> } {
  const dialog = byId('approval', HTMLDialogElement)
  const { title, lines } = describeApproval(request)
  const note = prompts === 0 ? 'Your session signs it.' : 'Your browser will ask for your passkey once.'
  const closed = new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }))
  const answer = new Promise<void>((resolve, reject) => {
    const cancel = makeButton('Cancel', 'quiet', () => dialog.close())
    const confirm = makeButton('Confirm', 'primary', () => {
      resolve()
      dialog.close()
    })
    byId('approval-content', HTMLElement).replaceChildren(
      make('h2', { id: 'approval-title' }, title),
      make(
        'div',
        { className: 'action-body', id: 'approval-body' },
        make('ul', { className: 'review' }, ...lines.map((line) => make('li', {}, line))),
        make('p', { className: 'prompts' }, note),
      ),
      make('div', { className: 'action-buttons' }, cancel, confirm),
    )
    // However it closes. After a confirmation this changes nothing.
    dialog.addEventListener('close', () => reject(new Error('The user refused.')), { once: true })
    dialog.showModal()
    confirm.focus()
  })
  return { answer, closed }
}

import type { ApprovalRequest } from 'viem-passkey-account/provider'

/** A request that waits for the user's answer. */
export type Approval = { request: ApprovalRequest; accept: () => void; refuse: (reason: Error) => void }

let waiting: readonly Approval[] = []
const dialogs = new Set<() => void>()

function update(approvals: readonly Approval[]) {
  waiting = approvals
  for (const changed of dialogs) changed()
}

/** The connector's `approve`: resolves when the user agrees in the dialog. Without a dialog on the page, at once. */
export async function approve(request: ApprovalRequest): Promise<void> {
  if (dialogs.size === 0) return
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const approval: Approval = { request, accept: resolve, refuse: reject }
  update([...waiting, approval])
  return promise.finally(() => update(waiting.filter((other) => other !== approval)))
}

/** The requests that wait, for `useSyncExternalStore`. */
export const approvals = {
  get: () => waiting,
  subscribe(changed: () => void) {
    dialogs.add(changed)
    return () => {
      dialogs.delete(changed)
      if (dialogs.size === 0) for (const { refuse } of waiting) refuse(new Error('The dialog is gone.'))
    }
  },
}

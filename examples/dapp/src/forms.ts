import { isAddress } from 'viem'
import type { Action, Actions } from './actions.ts'
import { byId, onSubmit, readField } from './dom.ts'

/** Connects the forms that send and sign. */
export function connectForms(
  actions: Actions,
  run: (action: { title: string; prepare: () => Promise<Action> }) => void,
): void {
  const send = byId('send', HTMLFormElement)
  onSubmit(send, () => {
    const to = readField(send, 'to')
    const asset = readField(send, 'asset') === 'PERMIT' ? 'PERMIT' : 'ETH'
    if (!isAddress(to, { strict: false })) return
    run({ title: 'Send', prepare: () => actions.send(asset, to, readField(send, 'amount')) })
  })
  const message = byId('message', HTMLFormElement)
  onSubmit(message, () => {
    run({ title: 'Sign a message', prepare: () => actions.signMessage(readField(message, 'text')) })
  })
  const permit = byId('permit', HTMLFormElement)
  onSubmit(permit, () => {
    run({ title: 'Sign typed data', prepare: () => actions.signPermit(readField(permit, 'amount')) })
  })
  const both = byId('both', HTMLFormElement)
  onSubmit(both, () => {
    run({ title: 'Two signatures, one prompt', prepare: () => actions.signBoth(readField(both, 'amount')) })
  })
}

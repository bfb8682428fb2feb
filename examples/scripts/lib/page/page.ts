/// <reference lib="dom" />
import { createPasskey, createSignerClient, webAuthnStamper } from 'viem-passkey-account'
import { stampLogin } from 'viem-passkey-account/actions'
import type { PageAnswer, PageRequest } from './askPage.ts'

const rpId = 'localhost'
const request: PageRequest = await (await fetch('request.json')).json()

const find = <element extends Element>(id: string, kind: new () => element): element => {
  const found = document.getElementById(id)
  if (!(found instanceof kind)) throw new Error(`The page has no ${id}.`)
  return found
}
const go = find('go', HTMLButtonElement)
const no = find('no', HTMLButtonElement)
const state = find('state', HTMLElement)
const key = find('key', HTMLElement)

if (request.kind === 'log-in') {
  find('what', HTMLElement).textContent =
    `For ${request.duration / 60} minutes it can do everything that you can: sign, pay, and add keys of its own. ` +
    'Go on only if you started it yourself, and if it shows this key:'
  key.textContent = request.publicKey
  key.hidden = false
} else {
  find('what', HTMLElement).textContent = `It makes a new passkey for ${request.userName}, and a wallet that it owns.`
}

/** One prompt, begun in the click. */
async function ask(): Promise<PageAnswer> {
  try {
    if (request.kind === 'register')
      return { value: await createPasskey({ rp: { id: rpId, name: 'Scripts' }, user: { name: request.userName } }) }
    const { signerUrl: url, organizationId, publicKey, duration } = request
    const client = createSignerClient({ url, stamper: webAuthnStamper({ rpId }) })
    await stampLogin(client, { organizationId, publicKey, expirationSeconds: String(duration) })
    // The signer's token stays here: the script has the key, and the key is all it takes.
    return { value: null }
  } catch (error) {
    return { refused: error instanceof Error ? error.name : 'Error' }
  }
}

async function answer(make: () => Promise<PageAnswer>): Promise<void> {
  for (const button of [go, no]) button.disabled = true
  const answer = await make()
  await fetch('answer', { method: 'POST', body: JSON.stringify(answer) })
  state.textContent =
    'refused' in answer
      ? `Nothing was done (${answer.refused}). The script has been told; start it again to try again.`
      : 'Done. You can close this page: the script goes on.'
}

go.addEventListener('click', () => void answer(ask))
no.addEventListener('click', () => void answer(async () => ({ refused: 'Dismissed' })))
for (const button of [go, no]) button.disabled = false

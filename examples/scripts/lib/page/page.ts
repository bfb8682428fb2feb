/// <reference lib="dom" />
import { createPasskey, createSignerClient, webAuthnStamper } from 'viem-passkey-account'
import { stampLogin } from 'viem-passkey-account/actions'
import type { PageAnswer, PageRequest } from './promptInBrowser.ts'

const rpId = 'localhost'
const request: PageRequest = await (await fetch('request.json')).json()

const find = <element extends Element>(id: string, type: new () => element): element => {
  const found = document.getElementById(id)
  if (!(found instanceof type)) throw new Error(`The page has no #${id}.`)
  return found
}
const description = find('description', HTMLElement)
const key = find('key', HTMLElement)
const approveButton = find('approve', HTMLButtonElement)
const refuseButton = find('refuse', HTMLButtonElement)
const status = find('status', HTMLElement)

if (request.kind === 'log-in') {
  description.textContent =
    `For ${request.sessionSeconds / 60} minutes, the script can do everything you can: sign, pay, and add its own keys. ` +
    'Continue only if you started it yourself and it shows this key:'
  key.textContent = request.publicKey
  key.hidden = false
} else {
  description.textContent = `The script creates a new passkey for ${request.userName}, and a wallet that belongs to it.`
}

/** Prompts once, in the click. */
async function approve(): Promise<PageAnswer> {
  try {
    if (request.kind === 'register')
      return { value: await createPasskey({ rp: { id: rpId, name: 'Scripts' }, user: { name: request.userName } }) }
    const { signerUrl: url, organizationId, publicKey, sessionSeconds } = request
    const client = createSignerClient({ url, stamper: webAuthnStamper({ rpId }) })
    await stampLogin(client, { organizationId, publicKey, expirationSeconds: String(sessionSeconds) })
    // The signer's token stays here: the script only needs its own key.
    return { value: null }
  } catch (error) {
    return { refused: error instanceof Error ? error.name : 'Error' }
  }
}

async function send(getAnswer: () => Promise<PageAnswer>): Promise<void> {
  for (const button of [approveButton, refuseButton]) button.disabled = true
  const answer = await getAnswer()
  await fetch('answer', { method: 'POST', body: JSON.stringify(answer) })
  status.textContent =
    'refused' in answer
      ? `Nothing was done (${answer.refused}). To try again, start the script again.`
      : 'Done. The script continues; you can close this page.'
}

approveButton.addEventListener('click', () => void send(approve))
refuseButton.addEventListener('click', () => void send(async () => ({ refused: 'Dismissed' })))
for (const button of [approveButton, refuseButton]) button.disabled = false

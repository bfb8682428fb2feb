import { recoverMessageAddress } from 'viem'
import { expect, test } from 'vitest'
import { openChromium } from './harness/openChromium.js'
import { servePage } from './harness/servePage.js'

// What docs/comparison.md says was tried with viem 3 in Chromium.

test('viem 3 derives the key in the page: it signs without a prompt, and a second passkey is another account', async () => {
  const { url, stop } = await servePage(`
    import { Account } from 'viem-next'
    import { WebAuthn } from 'viem-next/utils'
    let prompts = 0
    for (const ceremony of ['create', 'get']) {
      const start = navigator.credentials[ceremony].bind(navigator.credentials)
      navigator.credentials[ceremony] = (options) => {
        prompts++
        return start(options)
      }
    }
    const rp = { id: 'localhost', name: 'Comparison' }
    Object.assign(globalThis, {
      async run() {
        const first = await WebAuthn.createCredential({ name: 'first', prf: true, rp })
        const second = await WebAuthn.createCredential({ name: 'second', prf: true, rp })
        const again = await WebAuthn.getCredential({ prf: true, credentialId: first.id, rpId: rp.id })
        const account = Account.fromPrf(first.prf)
        const addresses = [first, second, again].map(({ prf }) => Account.fromPrf(prf).address)
        const before = prompts
        const signature = await account.signMessage({ message: 'Hello' })
        return { addresses, signature, prompts: prompts - before }
      },
    })
  `)
  const chromium = await openChromium()
  try {
    const page = await chromium.newPage()
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('WebAuthn.enable')
    await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        ctap2Version: 'ctap2_1',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
        hasPrf: true,
      },
    })
    await page.goto(url)
    const result: { addresses: string[]; signature: `0x${string}`; prompts: number } = await page.evaluate('run()')
    const [first, second, again] = result.addresses
    expect(await recoverMessageAddress({ message: 'Hello', signature: result.signature })).toBe(first)
    expect(again).toBe(first)
    expect(second).not.toBe(first)
    expect(result.prompts).toBe(0)
  } finally {
    await chromium.close()
    await stop()
  }
})

import { expect, test } from 'vitest'
import { call } from './harness/call.js'
import { openDapp } from './wagmi/openDapp.js'

const { open } = await openDapp()

test('what the server renders from wagmi’s cookie hydrates without a warning, and connects without a prompt', async () => {
  const tab = await open({ query: 'ssr' })
  await tab.shows(/^disconnected/)
  expect(await call(tab.page, 'problems')).toEqual([])
  await tab.press('register')
  await tab.press('switchChain')
  const { address, ...wallet } = await tab.wallet()
  await tab.shows(`connected ${address} 5151`)
  const prompts = tab.passkey.prompts.length
  tab.signerRequests.length = 0

  // What the server sent, before any script.
  const response = tab.page.waitForResponse((response) => response.url() === tab.page.url())
  await tab.page.reload()
  expect(await (await response).text()).toContain(`<output>reconnecting ${address} 5151</output>`)
  await tab.shows(`connected ${address} 5151`)
  expect(await call(tab.page, 'statuses')).toEqual(['reconnecting', 'connected'])
  expect(await call(tab.page, 'problems')).toEqual([])
  expect({ prompts: tab.passkey.prompts.length, signerRequests: tab.signerRequests }).toEqual({
    prompts,
    signerRequests: [],
  })

  const cookies = JSON.stringify(await tab.page.context().cookies())
  expect(cookies).toContain(address)
  const secret = Object.values(wallet).filter((value) => value !== address)
  expect(secret.length).toBeGreaterThan(4)
  for (const value of secret) expect(cookies).not.toContain(value)
})

test('after a disconnect, the server renders nobody', async () => {
  const tab = await open({ query: 'ssr' })
  await tab.press('register')
  const { address } = await tab.wallet()
  await tab.press('disconnect')
  const response = tab.page.waitForResponse((response) => response.url() === tab.page.url())
  await tab.page.reload()
  const html = await (await response).text()
  expect(html).toContain('<output>')
  expect(html).not.toContain(address)
  await tab.shows(/^disconnected/)
  expect(await call(tab.page, 'problems')).toEqual([])
  expect(JSON.stringify(await tab.page.context().cookies())).not.toContain(address)
})

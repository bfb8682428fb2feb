import type { Frame, Page } from '@playwright/test'
import type { VirtualPasskeyPrompt } from 'viem-passkey-account/testing'
import { type CeremonyEvent, type CeremonyPlan, watchCeremonies } from './watchCeremonies.js'

/**
 * Records the ceremonies of a page. Calls `plan` when a ceremony starts, and `end` when it has ended. `pick` answers the page's
 * autofill, once it is armed.
 */
export async function watchPage(
  page: Page,
  { plan, end }: { plan(prompt: VirtualPasskeyPrompt): Promise<CeremonyPlan>; end(): Promise<void> },
): Promise<{
  prompts: readonly VirtualPasskeyPrompt[]
  pick(credentialId: string | undefined): Promise<void>
}> {
  const prompts: VirtualPasskeyPrompt[] = []
  const open = new Map<string, VirtualPasskeyPrompt>()
  const binding = '__passkeyCeremony'
  const armed = new Map<string, { frame: Frame; answer(plan: CeremonyPlan): void }>()
  let arrived = (): void => undefined

  await page.exposeBinding(binding, async ({ frame }, event: CeremonyEvent): Promise<CeremonyPlan> => {
    if (event.event === 'load') {
      // A page that is left may have no time to disarm.
      for (const [id, request] of armed) if (request.frame === frame) armed.delete(id)
      return {}
    }
    if (event.event === 'begin') {
      const prompt: VirtualPasskeyPrompt = { ...event.ceremony, outcome: 'open' }
      prompts.push(prompt)
      open.set(event.id, prompt)
      return plan(prompt)
    }
    if (event.event === 'arm')
      return new Promise((resolve) => {
        armed.set(event.id, { frame, answer: resolve })
        arrived()
      })
    if (event.event === 'disarm') {
      armed.get(event.id)?.answer({})
      armed.delete(event.id)
      return {}
    }
    const { outcome, credentialId } = event
    Object.assign(open.get(event.id) ?? {}, { outcome, ...(credentialId !== undefined && { credentialId }) })
    open.delete(event.id)
    await end()
    return {}
  })
  await page.addInitScript(watchCeremonies, binding)
  // For documents that are already loaded.
  for (const frame of page.frames()) await frame.evaluate(watchCeremonies, binding)
  return {
    prompts,
    async pick(credentialId) {
      while (armed.size === 0) await new Promise<void>((resolve) => (arrived = resolve))
      const latest = [...armed.values()].at(-1)
      armed.clear()
      latest?.answer({ credentialId })
    },
  }
}

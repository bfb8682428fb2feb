import type { Page } from '@playwright/test'
import type { VirtualPasskeyPrompt } from 'viem-passkey-account/testing'
import { type CeremonyEvent, type CeremonyPlan, watchCeremonies } from './watchCeremonies.js'

/** Records the ceremonies of a page. Calls `plan` when a ceremony starts, and `end` when it has ended. */
export async function watchPage(
  page: Page,
  { plan, end }: { plan(prompt: VirtualPasskeyPrompt): Promise<CeremonyPlan>; end(): Promise<void> },
): Promise<readonly VirtualPasskeyPrompt[]> {
  const prompts: VirtualPasskeyPrompt[] = []
  const open = new Map<string, VirtualPasskeyPrompt>()
  const binding = '__passkeyCeremony'

  await page.exposeBinding(binding, async (_source, event: CeremonyEvent): Promise<CeremonyPlan> => {
    if (event.event === 'begin') {
      const prompt: VirtualPasskeyPrompt = { ...event.ceremony, outcome: 'open' }
      prompts.push(prompt)
      open.set(event.id, prompt)
      return plan(prompt)
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
  return prompts
}

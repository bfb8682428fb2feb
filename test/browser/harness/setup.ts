import type { TestProject } from 'vitest/node'
import { ensureChromium } from '../../../scripts/chromium.ts'
import { pack } from '../../../scripts/pack.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The path of the Chromium to drive. */
    chromium: string
  }
}

/** Before any browser test: the packed package, and a Chromium. */
export async function setup(project: TestProject): Promise<void> {
  await pack()
  project.provide('chromium', await ensureChromium())
}

import type { TestProject } from 'vitest/node'
import { setup as setUpBrowser } from '../../browser/harness/setup.ts'
import { installFixture } from '../../harness/installFixture.ts'

/** Before its test: the dapp, the packed package and a Chromium. */
export async function setup(project: TestProject): Promise<void> {
  await installFixture('test/provider/testDapp')
  await setUpBrowser(project)
}

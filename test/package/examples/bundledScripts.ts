import { inject } from 'vitest'
import { startLocalStack as startStack } from '../../../examples/scripts/lib/startLocalStack.ts'
import { startScript as start } from '../../../examples/scripts/lib/startScript.ts'

// The scripts as bundles. The tests start hundreds of them, and the processor would spend most of the time on loading their sources.
// What `npm run script` runs in those tests are the sources.

export const startScript: typeof start = (args, options) => start(args, { bundles: inject('scripts'), ...options })

export const startLocalStack: typeof startStack = (options) => startStack({ bundles: inject('scripts'), ...options })

#!/usr/bin/env node
import { checkRuntime } from '../util/checkRuntime.js'

const problem = checkRuntime()
if (problem === undefined) {
  // Imported after the check: in an old runtime it may not even load.
  void import('./runCli.js').then(({ runCli }) => runCli(process.argv.slice(2)))
} else {
  console.error(`passkey-signer: ${problem}`)
  process.exitCode = 1
}

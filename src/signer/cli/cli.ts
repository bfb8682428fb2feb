#!/usr/bin/env node
import { checkRuntime } from './checkRuntime.js'

const problem = checkRuntime(process.versions.node)
if (problem === undefined) {
  // Only now: an older Node has no `node:sqlite`, and would fail on the import with words that help nobody.
  void import('./runCli.js').then(({ runCli }) => runCli(process.argv.slice(2)))
} else {
  console.error(problem)
  process.exitCode = 1
}

#!/usr/bin/env node
import { checkRuntime } from './checkRuntime.js'

const problem = checkRuntime(process.versions.node)
if (problem === undefined) {
  // Imported after the check: older versions of Node have no `node:sqlite`, and the error for that says nothing useful.
  void import('./runCli.js').then(({ runCli }) => runCli(process.argv.slice(2)))
} else {
  console.error(problem)
  process.exitCode = 1
}

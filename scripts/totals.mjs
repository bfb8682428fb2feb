// Prints the totals of a Vitest JSON report in one line, and fails unless tests ran and all of them passed.
import { readFileSync } from 'node:fs'

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const { numFailedTests, numFailedTestSuites, numPassedTests, numPendingTests, numTodoTests, success } = report

// A file that fails to load has no failed test, but counts as one.
const failed = numFailedTests || (success ? 0 : Math.max(1, numFailedTestSuites))
const skipped = numPendingTests + numTodoTests
console.log(`${numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = numPassedTests > 0 && failed === 0 ? 0 : 1

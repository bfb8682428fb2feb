// Prints the totals of a JSON report of vitest as one plain line, and fails unless tests ran and all of them passed.
import { readFileSync } from 'node:fs'

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const { numFailedTests, numFailedTestSuites, numPassedTests, numPendingTests, numTodoTests, success } = report

// A file that does not load has no test that failed, and is a failure all the same.
const failed = numFailedTests || (success ? 0 : Math.max(1, numFailedTestSuites))
const skipped = numPendingTests + numTodoTests
console.log(`${numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = numPassedTests > 0 && failed === 0 ? 0 : 1

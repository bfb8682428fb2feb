// Prints what failed of a Vitest JSON report, a line each, then its totals in one line. Fails unless tests ran and all of them passed.
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const { numFailedTests, numFailedTestSuites, numPassedTests, numPendingTests, numTodoTests, success, testResults } =
  report

for (const { name, status, message, assertionResults } of testResults) {
  const failures = assertionResults.filter((test) => test.status === 'failed')
  const file = relative(process.cwd(), name)
  for (const { fullName, failureMessages } of failures) printFailure(`${file} > ${fullName}`, failureMessages[0])
  // The file itself did not load.
  if (status === 'failed' && failures.length === 0) printFailure(file, message)
}

// A file that fails to load has no failed test, but counts as one.
const failed = numFailedTests || (success ? 0 : Math.max(1, numFailedTestSuites))
const skipped = numPendingTests + numTodoTests
console.log(`${numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = numPassedTests > 0 && failed === 0 ? 0 : 1

function printFailure(title, message = '') {
  console.log(`FAILED ${title}: ${message.split('\n')[0]}`)
}

#!/usr/bin/env node
// Forge wants a native solc; this gives it the npm package's: the version as the native one prints it, else standard JSON through.
import { readFileSync } from 'node:fs'
import solc from 'solc'

if (process.argv.includes('--version')) {
  const [version] = solc.version().split('.Emscripten')
  console.log(`solc, the solidity compiler commandline interface\nVersion: ${version}.Linux.g++`)
} else {
  process.stdout.write(solc.compile(readFileSync(0, 'utf8')))
}

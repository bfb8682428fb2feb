#!/usr/bin/env node
// Lets Forge use solc from npm instead of a native one: prints the version in the native format, or passes standard JSON through.
import { readFileSync } from 'node:fs'
import solc from 'solc'

if (process.argv.includes('--version')) {
  const [version] = solc.version().split('.Emscripten')
  console.log(`solc, the solidity compiler commandline interface\nVersion: ${version}.Linux.g++`)
} else {
  process.stdout.write(solc.compile(readFileSync(0, 'utf8')))
}

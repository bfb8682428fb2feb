// Runs a program for as long as its own standard input is open. Whoever started it holds the other end, and when that
// process ends, however it ends (kill -9 included), the pipe closes and the program goes with it.
import { spawn } from 'node:child_process'

const [program, ...args] = process.argv.slice(2)
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] })

child.on('error', (error) => {
  console.error(`${program} does not start: ${error.message}`)
  process.exit(1)
})
child.on('exit', (code, signal) => {
  process.stdin.destroy()
  process.exitCode = signal === 'SIGKILL' ? 0 : (code ?? 1)
})
process.stdin.on('close', () => child.kill('SIGKILL')).resume()
// A Ctrl-C reaches the whole group; the pipe alone decides, so that the owner can still finish what it is doing.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})

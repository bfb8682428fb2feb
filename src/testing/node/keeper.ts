/**
 * A program for `node --eval` that runs another for as long as its own standard input is open. Whoever started it holds the other end, and
 * when that process ends, however it ends (`kill -9` included), the pipe closes and the program goes with it.
 * A string, because it has to run wherever this module was bundled to. It exits with 127 when there is no such program, as a shell does.
 */
export const keeper = `
const [program, ...args] = process.argv.slice(1)
const child = require('node:child_process').spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] })
child.on('error', (error) => {
  console.error(error.message)
  process.exit(error.code === 'ENOENT' ? 127 : 126)
})
child.on('exit', (code, signal) => {
  process.stdin.destroy()
  process.exitCode = signal === 'SIGKILL' ? 0 : (code ?? 1)
})
process.stdin.on('close', () => child.kill('SIGKILL')).resume()
// A Ctrl-C reaches the whole group; the pipe alone decides, so that the owner can still finish what it is doing.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})
`

/**
 * A program for `node --eval` that runs another program until its own standard input closes. The process that started
 * it holds the other end of the pipe, so the program ends with that process, even after `kill -9`.
 *
 * It is a string so that it works wherever this module is bundled. Like a shell, it exits with 127 if the program does
 * not exist.
 */
export const watchdog = `
const [program, ...args] = process.argv.slice(1)
const ownGroup = process.platform !== 'win32'
const child = require('node:child_process').spawn(program, args, {
  stdio: ['ignore', 'inherit', 'inherit'],
  detached: ownGroup,
})
// With everything that it has started: npm's wrappers pass no signals on.
const kill = () => {
  try {
    if (ownGroup) process.kill(-child.pid, 'SIGKILL')
    else child.kill('SIGKILL')
  } catch {
    // It has ended.
  }
}
child.on('error', (error) => {
  console.error(error.message)
  process.exit(error.code === 'ENOENT' ? 127 : 126)
})
child.on('exit', (code, signal) => {
  kill()
  process.stdin.destroy()
  process.exitCode = signal === 'SIGKILL' ? 0 : (code ?? 1)
})
process.stdin.on('close', kill).resume()
// Ctrl-C reaches this process too. Only the pipe decides, so that the parent can finish what it is doing.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})
`

/** How far it is, on stderr: one line that changes in a terminal, elsewhere a line for every tenth. */
export function createProgress(total: number): { show(done: Record<string, number>): void } {
  const { stderr } = process
  let last = -1
  return {
    show(done) {
      const text = Object.entries(done)
        .map(([name, count]) => `${String(count).padStart(String(total).length)}/${total} ${name}`)
        .join('  ')
      const counts = Object.values(done)
      const isEnd = counts.every((count) => count === total)
      const tenth = Math.floor((counts.reduce((sum, count) => sum + count, 0) * 10) / (total * counts.length))
      // The cursor goes back to the start, so that whatever is said next takes the place of this.
      if (stderr.isTTY) stderr.write(`${text}${isEnd ? '\n' : '\r'}`)
      else if (tenth !== last) stderr.write(`${text}\n`)
      last = tenth
    },
  }
}

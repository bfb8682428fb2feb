/** Shows progress on stderr: in a terminal one line that updates, elsewhere a line for every tenth. */
export function createProgress(total: number): { show(counts: Record<string, number>): void } {
  const { stderr } = process
  let lastTenth = -1
  return {
    show(counts) {
      const text = Object.entries(counts)
        .map(([name, count]) => `${String(count).padStart(String(total).length)}/${total} ${name}`)
        .join('  ')
      const values = Object.values(counts)
      const isComplete = values.every((count) => count === total)
      const tenth = Math.floor((values.reduce((sum, count) => sum + count, 0) * 10) / (total * values.length))
      // A carriage return, so that the next line overwrites this one.
      if (stderr.isTTY) stderr.write(`${text}${isComplete ? '\n' : '\r'}`)
      else if (tenth !== lastTenth) stderr.write(`${text}\n`)
      lastTenth = tenth
    },
  }
}

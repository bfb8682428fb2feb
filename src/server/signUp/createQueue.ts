/** Creates a queue per key: tasks with the same key run one after another, others concurrently. */
export function createQueue(): <value>(key: string, task: () => Promise<value>) => Promise<value> {
  const last = new Map<string, Promise<void>>()
  return (key, task) => {
    const result = (last.get(key) ?? Promise.resolve()).then(task)
    const settled = result.then(
      () => undefined,
      () => undefined,
    )
    last.set(key, settled)
    void settled.then(() => {
      if (last.get(key) === settled) last.delete(key)
    })
    return result
  }
}

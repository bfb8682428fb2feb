import type { Readable } from 'node:stream'

/** Waits until a script prints something. @returns the pattern's first group. */
export function waitForOutput(stream: Readable | null, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    stream?.on('data', (chunk: string) => {
      text += chunk
      const [, found] = pattern.exec(text) ?? []
      if (found) resolve(found)
    })
    stream?.on('end', () => reject(new Error(`It ended without printing ${pattern}:\n${text}`)))
  })
}

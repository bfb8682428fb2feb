import type { Readable } from 'node:stream'

/** Waits until a script says something. @returns what is in the first brackets of the pattern. */
export function hear(stream: Readable | null, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    stream?.on('data', (chunk: string) => {
      text += chunk
      const [, found] = pattern.exec(text) ?? []
      if (found) resolve(found)
    })
    stream?.on('end', () => reject(new Error(`It did not say ${pattern}:\n${text}`)))
  })
}

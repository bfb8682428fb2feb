import { fileURLToPath } from 'node:url'

/** The absolute path of a file in the repository. */
export function root(path = ''): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url))
}

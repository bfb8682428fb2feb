import type { ConsoleReader } from '../../signer/store/consoleReader.js'

export type ConsoleContext = {
  reader: ConsoleReader
  titleOf: (activityId: string) => string
  /** Called with errors of the page itself. */
  onError: (error: unknown) => void
}

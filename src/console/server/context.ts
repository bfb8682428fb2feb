import type { ConsoleReader } from '../../signer/store/consoleReader.js'

export type ConsoleContext = {
  reader: ConsoleReader
  titleOf: (activityId: string) => string
  /** Turns JSON into the body of a response, which counts among the answers in flight. Undefined if there is no room for it. */
  toBody: (json: string) => BodyInit | undefined
  /** Called with errors of the page itself. */
  onError: (error: unknown) => void
}

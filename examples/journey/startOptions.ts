/** What `npm start` was asked for. */
export type StartOptions = {
  /** Whether to end without serving the demo. */
  once: boolean
  /** Where browsers open the demo; undefined on localhost. */
  origin: string | undefined
  rpId: string
  /** Of the demo; undefined for the default. */
  port: number | undefined
}

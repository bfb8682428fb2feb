/** The options of `npm start`. */
export type StartOptions = {
  /** Whether to exit without serving the demo. */
  once: boolean
  /** Where browsers open the demo. `undefined` on localhost. */
  origin: string | undefined
  rpId: string
  /** Port of the demo. `undefined` for the default. */
  port: number | undefined
}

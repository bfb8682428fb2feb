/** A point in time. 64-bit integers travel as decimal strings. */
export type Timestamp = {
  /** Whole seconds since the Unix epoch, decimal. */
  seconds: string
  /** Nanoseconds to add to `seconds`, decimal. */
  nanos: string
}

/** What a script was given cannot be used. Nothing was signed for it. */
export class InputError extends Error {
  override name = 'InputError'
}

/** It was called in a way that it cannot be called in. */
export class UsageError extends InputError {
  override name = 'UsageError'
}

/** Somebody, or the signer, said no. */
export class RefusedError extends Error {
  override name = 'RefusedError'
}

/** Others have not decided yet. */
export class WaitingError extends Error {
  override name = 'WaitingError'
}

/** It was tried, and it did not work. */
export class FailedError extends Error {
  override name = 'FailedError'
}

/** To go on by itself could do harm: a person has to look first. */
export class StoppedError extends Error {
  override name = 'StoppedError'
}

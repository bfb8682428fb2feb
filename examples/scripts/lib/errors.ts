/** The arguments, the environment or a file are invalid. Nothing was signed. */
export class InputError extends Error {
  override name = 'InputError'
}

/** The arguments are wrong; the usage is printed too. */
export class UsageError extends InputError {
  override name = 'UsageError'
}

/** The user or the signer refused. */
export class RefusedError extends Error {
  override name = 'RefusedError'
}

/** The other owners have not decided yet. */
export class ApprovalPendingError extends Error {
  override name = 'ApprovalPendingError'
}

/** The script did what it was told and it failed. */
export class FailedError extends Error {
  override name = 'FailedError'
}

/** Continuing could do harm, so a person must check first. */
export class StoppedError extends Error {
  override name = 'StoppedError'
}

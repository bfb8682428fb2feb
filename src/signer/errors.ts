/** The database cannot be used: not one of ours, unreadable, read-only, from a newer version, or in use. Or it cannot be copied. */
export class SignerDatabaseError extends Error {
  override readonly name = 'SignerDatabaseError'
  readonly code:
    | 'DATABASE_UNUSABLE'
    | 'DATABASE_FOREIGN'
    | 'DATABASE_NEWER'
    | 'DATABASE_READ_ONLY'
    | 'DATABASE_IN_USE'
    | 'DATABASE_CORRUPT'
    | 'BACKUP_EXISTS'
    | 'BACKUP_FAILED'
  readonly database: string

  constructor(code: SignerDatabaseError['code'], database: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.code = code
    this.database = database
  }
}

/** The key that seals private keys at rest is missing, malformed, not the one of this database, or cannot be put on disk. */
export class SignerMasterKeyError extends Error {
  override readonly name = 'SignerMasterKeyError'
  readonly code: 'MASTER_KEY_MISSING' | 'MASTER_KEY_MALFORMED' | 'MASTER_KEY_WRONG' | 'MASTER_KEY_UNWRITABLE'

  constructor(code: SignerMasterKeyError['code'], message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.code = code
  }
}

/** An activity in the database that this version of the signer cannot read. Told to `onError`; the wire calls it "internal server error". */
export class SignerActivityError extends Error {
  override readonly name = 'SignerActivityError'
  readonly code = 'ACTIVITY_UNREADABLE'
  readonly activityId: string

  /** @param what Of the activity cannot be read. */
  constructor(activityId: string, what: string, cause?: unknown) {
    super(
      `The ${what} of activity ${activityId} cannot be read: another version of the signer wrote it, or something else changed it. Start that version, or restore a backup.`,
      cause === undefined ? {} : { cause },
    )
    this.activityId = activityId
  }
}

/** An option that cannot be used as given, or does not match the database. */
export class SignerOptionError extends Error {
  override readonly name = 'SignerOptionError'
  readonly code = 'OPTION_INVALID'
  readonly option: string

  constructor(option: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.option = option
  }
}

/** The signer cannot listen there. */
export class SignerListenError extends Error {
  override readonly name = 'SignerListenError'
  readonly code: 'PORT_IN_USE' | 'WELL_KNOWN_KEY' | 'LISTEN_FAILED'
  readonly host: string
  readonly port: number

  constructor(code: SignerListenError['code'], host: string, port: number, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.code = code
    this.host = host
    this.port = port
  }
}

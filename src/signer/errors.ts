/** The database cannot be used, or cannot be copied. */
export class SignerDatabaseError extends Error {
  override readonly name = 'SignerDatabaseError'
  /**
   * What is wrong:
   *
   * - `DATABASE_UNUSABLE`: the file cannot be opened or created, or its disk is full.
   * - `DATABASE_FOREIGN`: the file is not a database of the signer.
   * - `DATABASE_NEWER`: a newer version of the signer wrote it.
   * - `DATABASE_READ_ONLY`: the file or its file system cannot be written.
   * - `DATABASE_IN_USE`: another signer uses it.
   * - `DATABASE_CORRUPT`: the file is damaged.
   * - `BACKUP_EXISTS`: there is already a file where the backup would go.
   * - `BACKUP_FAILED`: the backup could not be written.
   */
  readonly code:
    | 'DATABASE_UNUSABLE'
    | 'DATABASE_FOREIGN'
    | 'DATABASE_NEWER'
    | 'DATABASE_READ_ONLY'
    | 'DATABASE_IN_USE'
    | 'DATABASE_CORRUPT'
    | 'BACKUP_EXISTS'
    | 'BACKUP_FAILED'
  /** The path of the database, or of the backup for the codes `BACKUP_EXISTS` and `BACKUP_FAILED`. */
  readonly database: string

  constructor(code: SignerDatabaseError['code'], database: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.code = code
    this.database = database
  }
}

/** The master key, which seals private keys at rest, is missing or cannot be used. */
export class SignerMasterKeyError extends Error {
  override readonly name = 'SignerMasterKeyError'
  /**
   * What is wrong:
   *
   * - `MASTER_KEY_MISSING`: the database needs one, and its file is missing or cannot be read.
   * - `MASTER_KEY_MALFORMED`: it is not 32 bytes in hex, or other users can read its file.
   * - `MASTER_KEY_WRONG`: it belongs to another database.
   * - `MASTER_KEY_UNWRITABLE`: its file cannot be written.
   */
  readonly code: 'MASTER_KEY_MISSING' | 'MASTER_KEY_MALFORMED' | 'MASTER_KEY_WRONG' | 'MASTER_KEY_UNWRITABLE'

  constructor(code: SignerMasterKeyError['code'], message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.code = code
  }
}

/**
 * The database has an activity that this version of the signer cannot read.
 *
 * Never thrown: `onError` receives it, and the client is told "internal server error".
 */
export class SignerActivityError extends Error {
  override readonly name = 'SignerActivityError'
  /** Always `ACTIVITY_UNREADABLE`. */
  readonly code = 'ACTIVITY_UNREADABLE'
  /** The activity's id. */
  readonly activityId: string

  /** @param part - The part of the activity that cannot be read. */
  constructor(activityId: string, part: string, cause?: unknown) {
    super(
      `The ${part} of activity ${activityId} cannot be read: another version of the signer wrote it, or something else changed it. Start that version, or restore a backup.`,
      cause === undefined ? {} : { cause },
    )
    this.activityId = activityId
  }
}

/** An option cannot be used, or contradicts the database. */
export class SignerOptionError extends Error {
  override readonly name = 'SignerOptionError'
  /** Always `OPTION_INVALID`. */
  readonly code = 'OPTION_INVALID'
  /** The name of the option, such as `origins`. */
  readonly option: string

  constructor(option: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.option = option
  }
}

/** The signer cannot listen on the address. */
export class SignerListenError extends Error {
  override readonly name = 'SignerListenError'
  /**
   * What is wrong:
   *
   * - `PORT_IN_USE`: another program uses the port.
   * - `WELL_KNOWN_KEY`: the signer has the well-known API key and would be reachable from a network.
   * - `LISTEN_FAILED`: the machine has no such address, or the port is not permitted.
   */
  readonly code: 'PORT_IN_USE' | 'WELL_KNOWN_KEY' | 'LISTEN_FAILED'
  /** The address that was passed. */
  readonly host: string
  /** The port that was passed. */
  readonly port: number

  constructor(code: SignerListenError['code'], host: string, port: number, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.code = code
    this.host = host
    this.port = port
  }
}

/** The runtime lacks something that the signer needs, such as `node:sqlite`. The message names it. */
export class SignerRuntimeError extends Error {
  override readonly name = 'SignerRuntimeError'
  /** Always `RUNTIME_UNFIT`. */
  readonly code = 'RUNTIME_UNFIT'
}

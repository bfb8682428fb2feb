import type { ConsoleReader, ConsoleVote } from '../../signer/store/consoleReader.js'
import type { Stamped } from '../types.js'

/** Who cast a vote, and with which credential. */
export function readStamped(reader: ConsoleReader, organizationId: string, vote: ConsoleVote): Stamped {
  const { userId } = vote
  return {
    userId,
    userName: reader.userName(organizationId, userId) ?? '',
    ...reader.credential(organizationId, vote),
  }
}

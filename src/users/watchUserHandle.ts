import type { Stamper } from '../wire/stamp.js'
import { readUserHandle } from './readUserHandle.js'

/** Wraps a stamper to learn the user handle of the passkey that stamps. The stamper is called in the same task. */
export function watchUserHandle(stamper: Stamper | undefined): {
  stamper: Stamper | undefined
  /** The user handle, once a passkey has stamped that told it. */
  userHandle(): string | undefined
} {
  let userHandle: string | undefined
  return {
    userHandle: () => userHandle,
    stamper: stamper && {
      async stamp(payload, context) {
        const stamp = await stamper.stamp(payload, context)
        userHandle = readUserHandle(Object(stamp).userHandle)
        return stamp
      },
    },
  }
}

/** A clock that is set back by more than this was wrong. In milliseconds. */
export const clockCorrection = 60_000

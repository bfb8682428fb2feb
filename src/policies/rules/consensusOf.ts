import { InvalidParameterError } from '../../errors/config.js'

/** The consensus of a rule for one user. */
export function consensusOf(userId: string | undefined): { consensus?: string } {
  if (userId === undefined) return {}
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(userId))
    throw new InvalidParameterError({
      parameter: 'userId',
      value: String(userId),
      message: '`userId` is not the id of a user. Pass one that `createUsers` or `listUsers` returned.',
    })
  return { consensus: `approvers.any(user, user.id == '${userId}')` }
}

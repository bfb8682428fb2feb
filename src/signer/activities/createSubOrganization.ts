import { randomUUID } from 'node:crypto'
import type { CreateSubOrganizationIntentV8 } from '../../wire/intents.js'
import { boolean, int32, label, object, optional, type Parser } from '../protocol/parse.js'
import { badRequest, unimplemented } from '../protocol/WireError.js'
import { type ActivityDefinition, defineActivity } from './defineActivity.js'
import { addUser } from './shared/addUser.js'
import { addWallet } from './shared/addWallet.js'
import { assertQuorumPossible } from './shared/assertQuorumPossible.js'
import { rootUserList } from './shared/credentialParams.js'
import { walletParams } from './shared/keyParams.js'

/** Verification tokens belong to sign-up by email or phone, which the local signer does not have. */
const noVerification: Parser<never> = () => {
  throw unimplemented('the local signer does not support verification tokens')
}

const parse: Parser<CreateSubOrganizationIntentV8> = object({
  subOrganizationName: label(),
  rootUsers: rootUserList,
  rootQuorumThreshold: int32(),
  wallet: optional(walletParams),
  disableEmailRecovery: optional(boolean()),
  disableEmailAuth: optional(boolean()),
  disableSmsAuth: optional(boolean()),
  disableOtpEmailAuth: optional(boolean()),
  verificationToken: optional(noVerification),
  clientSignature: optional(noVerification),
})

export const createSubOrganization: ActivityDefinition = defineActivity({
  path: 'create_sub_organization',
  versions: {
    ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8: {
      intent: 'createSubOrganizationIntentV8',
      result: 'createSubOrganizationResultV8',
    },
    ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V7: {
      intent: 'createSubOrganizationIntentV7',
      result: 'createSubOrganizationResultV7',
    },
  },
  parse,
  subject: () => ({ kind: 'organization' }),
  execute(context, parameters) {
    const { organization, store } = context
    // The error code is documented, its HTTP status is not: not verified against production.
    if (organization.parentId !== null)
      throw badRequest('This activity cannot be called by sub-organizations', 'INVALID_ACTIVITY_CALLER')
    const { rootUsers, rootQuorumThreshold, wallet } = parameters
    if (rootQuorumThreshold < 1) throw badRequest('quorum threshold must be non-zero integer')
    if (rootQuorumThreshold > rootUsers.length) throw badRequest('quorum users missing')
    const nowMs = context.now()
    const subOrganizationId = randomUUID()
    store.organizations.insert({
      id: subOrganizationId,
      parentId: organization.id,
      name: parameters.subOrganizationName,
      quorumThreshold: rootQuorumThreshold,
      createdMs: nowMs,
      updatedMs: nowMs,
    })
    const rootUserIds = rootUsers.map((user) => addUser(context, subOrganizationId, user, true))
    assertQuorumPossible(context, subOrganizationId)
    return {
      subOrganizationId,
      ...(wallet === undefined ? {} : { wallet: addWallet(context, subOrganizationId, wallet) }),
      rootUserIds,
    }
  },
})

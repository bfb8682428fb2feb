import type { Store } from '../store/createStore.js'
import type { OrganizationRow } from '../store/organizations.js'
import type { Ballot } from './decide.js'

/** The root users of an organization, and how many of them it takes. */
export function rootQuorum(store: Store, organization: OrganizationRow): Ballot['quorum'] {
  return {
    userIds: store.users
      .inOrganization(organization.id)
      .filter((user) => user.inRootQuorum)
      .map((user) => user.id),
    threshold: organization.quorumThreshold,
  }
}

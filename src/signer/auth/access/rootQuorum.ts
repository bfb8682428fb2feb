import type { Store } from '../../store/createStore.js'
import type { OrganizationRow } from '../../store/organizations.js'

/** The root users of an organization, and how many of them it takes. */
export function rootQuorum(store: Store, organization: OrganizationRow): { userIds: string[]; threshold: number } {
  return {
    userIds: store.users
      .inOrganization(organization.id)
      .filter((user) => user.inRootQuorum)
      .map((user) => user.id),
    threshold: organization.quorumThreshold,
  }
}

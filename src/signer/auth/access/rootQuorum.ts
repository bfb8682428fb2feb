import type { Store } from '../../store/createStore.js'
import type { OrganizationRow } from '../../store/organizations.js'

/** @returns the root users of an organization, and how many of them must approve. */
export function rootQuorum(store: Store, organization: OrganizationRow): { userIds: string[]; threshold: number } {
  return {
    userIds: store.users
      .inOrganization(organization.id)
      .filter((user) => user.inRootQuorum)
      .map((user) => user.id),
    threshold: organization.quorumThreshold,
  }
}

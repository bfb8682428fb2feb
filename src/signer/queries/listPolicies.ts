import type { ListPoliciesResponse } from '../../wire/policies.js'
import { exactObject, uuid } from '../protocol/parse.js'
import { serializePolicy } from '../serialize/serializePolicy.js'
import { boundedList } from './boundedList.js'
import { defineQuery, type QueryDefinition } from './defineQuery.js'

export const listPolicies: QueryDefinition = defineQuery({
  path: 'list_policies',
  parse: exactObject({ organizationId: uuid() }),
  run: ({ store, organization }): ListPoliciesResponse => ({
    policies: boundedList(
      store.policies.current(organization.id),
      serializePolicy,
      'ask for one policy with get_policy',
    ),
  }),
})

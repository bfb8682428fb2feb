import { defineVote, type VoteDefinition } from './defineVote.js'

export const rejectActivity: VoteDefinition = defineVote({
  path: 'reject_activity',
  type: 'ACTIVITY_TYPE_REJECT_ACTIVITY',
  selection: 'VOTE_SELECTION_REJECTED',
})

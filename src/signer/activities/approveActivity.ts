import { defineVote, type VoteDefinition } from './defineVote.js'

export const approveActivity: VoteDefinition = defineVote({
  path: 'approve_activity',
  type: 'ACTIVITY_TYPE_APPROVE_ACTIVITY',
  selection: 'VOTE_SELECTION_APPROVED',
})

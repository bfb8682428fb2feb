import type { Tag } from '../../wire/userTags.js'
import type { UserTagRow } from '../store/userTags.js'
import { toTimestamp } from './toTimestamp.js'

export function serializeUserTag(row: UserTagRow): Tag {
  return {
    tagId: row.id,
    tagName: row.name,
    tagType: 'TAG_TYPE_USER',
    createdAt: toTimestamp(row.createdMs),
    updatedAt: toTimestamp(row.updatedMs),
  }
}

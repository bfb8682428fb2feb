import type { Timestamp } from './timestamp.js'

/** A tag: a name for a group of users, or of private keys. Policies refer to it by its id. */
export type Tag = {
  /** Id of the tag. */
  tagId: string
  /** Name of the tag, unique in the organization. */
  tagName: string
  /** What the tag can be on. */
  tagType: 'TAG_TYPE_USER' | 'TAG_TYPE_PRIVATE_KEY'
  /** When the tag was created. */
  createdAt: Timestamp
  /** When the tag last changed. */
  updatedAt: Timestamp
}

/** Creates a user tag. */
export type CreateUserTagIntent = {
  /** Name of the tag, unique in the organization. */
  userTagName: string
  /** Ids of the users who get the tag. May be empty. */
  userIds: string[]
}

/** Changes a user tag. */
export type UpdateUserTagIntent = {
  /** Id of the tag. */
  userTagId: string
  /** New name of the tag. */
  newUserTagName?: string
  /** Ids of the users who get the tag. May be empty. */
  addUserIds: string[]
  /** Ids of the users who lose the tag. May be empty. */
  removeUserIds: string[]
}

/** Deletes user tags. Their users lose them. */
export type DeleteUserTagsIntent = {
  /** Ids of the tags. */
  userTagIds: string[]
}

/** A created user tag. */
export type CreateUserTagResult = {
  /** Id of the tag. */
  userTagId: string
  /** Ids of the users who have the tag. */
  userIds: string[]
}

/** A changed user tag. */
export type UpdateUserTagResult = {
  /** Id of the tag. */
  userTagId: string
}

/** Deleted user tags. */
export type DeleteUserTagsResult = {
  /** Ids of the tags. */
  userTagIds: string[]
  /** Ids of the users who had one of them. */
  userIds: string[]
}

/** Response to `list_user_tags`. */
export type ListUserTagsResponse = {
  /** The tags, in the order of their creation. */
  userTags: Tag[]
}

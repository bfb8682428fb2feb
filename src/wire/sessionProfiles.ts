import type { Timestamp } from './timestamp.js'

/** What the sessions that begin with it may do, and how long they last at most. It never changes. */
export type SessionProfile = {
  /** Id of the session profile. */
  sessionProfileId: string
  /** Name of the session profile. It is the `session_type` of its session tokens. */
  sessionProfileName: string
  /** Expression in the policy language: the activities that its sessions may submit. */
  scope: string
  /** The longest that its sessions last, in seconds, decimal. Absent if the log-in decides. */
  expirationSeconds?: string
  /** Notes for people. */
  notes?: string
  /** When the session profile was created. */
  createdAt: Timestamp
  /** The same: session profiles do not change. */
  updatedAt: Timestamp
}

/** Creates a session profile. It cannot be changed or deleted. */
export type CreateSessionProfileIntent = {
  /** Name of the session profile. It becomes the `session_type` of its session tokens. */
  sessionProfileName: string
  /** Expression in the policy language: the activities that its sessions may submit. `true` stands for all. */
  scope: string
  /**
   * The longest that its sessions last, in seconds, decimal.
   * @default undefined, the log-in decides
   */
  expirationSeconds?: string
  /**
   * Notes for people.
   * @default undefined
   */
  notes?: string
}

/** A created session profile. */
export type CreateSessionProfileResult = {
  /** Id of the session profile. */
  sessionProfileId: string
}

/** Body of `get_session_profile`. */
export type GetSessionProfileRequest = {
  /** The organization of the session profile, or one of its sub-organizations. */
  organizationId: string
  /** Id of the session profile. */
  sessionProfileId: string
}

/** Response to `get_session_profile`. */
export type GetSessionProfileResponse = {
  /** The session profile. */
  sessionProfile: SessionProfile
}

/** Body of `get_session_profiles`. */
export type GetSessionProfilesRequest = {
  /** The organization of the session profiles, or one of its sub-organizations. */
  organizationId: string
}

/** Response to `get_session_profiles`. */
export type GetSessionProfilesResponse = {
  /** The session profiles, in the order of their creation. */
  sessionProfiles: SessionProfile[]
}

import type { ImportPrivateKeyParameters, ImportPrivateKeyReturnType } from './activities/shared/importPrivateKey.js'
import type { Fault } from './faults/readFault.js'
import type { ApiKeyPair } from './keys/p256Key.js'
import type { PolicyCoverage } from './policyEngine/createCoverage.js'
import type { ActivityExplanation } from './policyEngine/explainActivity.js'

/** A running signer. Its functions work without `this`. */
export type LocalSigner = {
  /** Answers one request. Of its URL only the path counts. */
  fetch: (request: Request) => Promise<Response>
  /**
   * Answers a request of the signer's web page, which shows everything but secrets and asks for no stamp. `listen` serves
   * it at `/`.
   */
  page: (request: Request) => Promise<Response>
  /** Id of the parent organization, a UUID. */
  organizationId: string
  /** Root API key of the parent organization. */
  apiKey: ApiKeyPair
  /**
   * The key that signs export and import bundles: what clients pass as `trustedKeys`. A constant in memory, which clients
   * trust on loopback by default, else made once for each file.
   */
  trustedKeys: {
    /** P-256, uncompressed SEC1 (65 bytes), hex without 0x. */
    signer: string
  }
  /** Adds a secp256k1 private key to an organization. @throws SignerOptionError */
  importPrivateKey: (parameters: ImportPrivateKeyParameters) => Promise<ImportPrivateKeyReturnType>
  /** Plans a fault for the next requests that match. @throws SignerOptionError if the signer was created without `faults: true`. */
  addFault: (fault: Fault) => void
  /** Forgets all planned faults. */
  clearFaults: () => void
  /**
   * Explains why scopes, MFA policies and policies allowed an activity, denied it, or made it wait: at each vote, clause by clause.
   *
   * @throws SignerOptionError if there is no such activity. SignerActivityError if this version cannot read it.
   */
  explain: (activityId: string) => ActivityExplanation
  /** Returns how far the activities so far have exercised the policies that are in force, so that tests can demand it. */
  policyCoverage: (parameters?: {
    /**
     * Returns only this organization's policies.
     * @default undefined
     */
    organizationId?: string | undefined
  }) => Promise<PolicyCoverage[]>
  /**
   * Closes the database. Everything that has been answered is on disk already, and what a fault delays is answered at once.
   *
   * @throws SignerDatabaseError if what has not been answered could not be written. The database is closed all the same.
   */
  close: () => Promise<void>
}

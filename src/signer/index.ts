export type { ImportPrivateKeyParameters, ImportPrivateKeyReturnType } from './activities/shared/importPrivateKey.js'
export { createLocalSigner } from './createLocalSigner.js'
export {
  SignerActivityError,
  SignerDatabaseError,
  SignerListenError,
  SignerMasterKeyError,
  SignerOptionError,
  SignerRuntimeError,
} from './errors.js'
export type { Fault, FaultKind } from './faults/readFault.js'
export { type ListeningSigner, listen } from './http/listen.js'
export type { ApiKeyPair } from './keys/p256Key.js'
export type { LocalSigner } from './localSigner.js'
export type { ClauseCoverage, PolicyCoverage } from './policyEngine/createCoverage.js'
export type {
  ActivityExplanation,
  MfaExplanation,
  MfaPolicyExplanation,
  PolicyExplanation,
  ScopeExplanation,
  VoteExplanation,
} from './policyEngine/explainActivity.js'

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TransactionExecutionError } from 'viem'
import * as root from 'viem-passkey-account'
import {
  ActivityApprovalNeededError,
  ActivityAuthenticatorsNeededError,
  ActivityFailedError,
  ActivityRejectedError,
  AddPasskeyError,
  AnswerMismatchError,
  ChainIdMissingError,
  ClockSkewError,
  CredentialConflictError,
  ImportError,
  InsecureContextError,
  InvalidApiKeyError,
  InvalidParameterError,
  InvalidRpIdError,
  InvalidSignedRequestError,
  LastPasskeyError,
  NotPermittedError,
  PasskeyAccountError,
  PasskeyAlreadyRegisteredError,
  PasskeyCancelledError,
  PasskeyCeremonyError,
  PasskeyConstraintError,
  PasskeyUnsupportedError,
  PolicyExpressionError,
  SessionExpiredError,
  SessionStorageError,
  SignatureMismatchError,
  SignerAnswerError,
  SignerConnectionLostError,
  SignerError,
  SignerRequestError,
  SignerTimeoutError,
  SignerUnreachableError,
  SignUpError,
  StamperMissingError,
  StampRejectedError,
  TransactionNotSignableError,
  UnknownCredentialError,
  WebCryptoUnavailableError,
} from 'viem-passkey-account'
import type { Activity } from 'viem-passkey-account/actions'
import { createLocalSigner, listen, SignerActivityError } from 'viem-passkey-account/signer'
import { AnvilStartError, TestEnvironmentError } from 'viem-passkey-account/testing/node'
import { expect, onTestFinished, test } from 'vitest'
import { version } from '../../package.json'
import { readErrors } from '../docs/readErrors.js'

const address = '0x4f3Aa1b2C0dE9918273645fedCBA0987654321aB'
const other = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8'
const url = 'https://api.turnkey.com/public/v1/submit/sign_raw_payload'
const fingerprint = `sha256:${'5e'.repeat(32)}`
const credentialId = 'tyoxg2qbvkpsGOIaTlXrXA'
const notAllowed = new DOMException('The operation either timed out or was not allowed.', 'NotAllowedError')

const activity = (fields: Pick<Activity, 'status' | 'failure'>) => ({
  activity: {
    id: '0196b1c2-6a52-7c31-8d1e-2f3a4b5c6d7e',
    organizationId: '5f0e4d3c-2b1a-4098-8765-43210fedcba9',
    type: 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
    fingerprint,
    intent: {},
    result: {},
    votes: [],
    createdAt: { seconds: '1764331200', nanos: '0' },
    updatedAt: { seconds: '1764331200', nanos: '0' },
    canApprove: false,
    canReject: false,
    ...fields,
  },
})

const refusal = {
  url,
  status: 403,
  grpcCode: 7,
  turnkeyErrorCode: 'REQUEST_NOT_AUTHORIZED',
  details: 'permission denied',
  errorDetails: [],
}

/** Every class, and each of its messages where it has several. */
const errors: PasskeyAccountError[] = [
  new PasskeyAccountError('The message of a class of your own.'),

  new PasskeyCancelledError({ cause: notAllowed }),
  new PasskeyUnsupportedError({
    reason: 'missing',
    message: 'WebAuthn is not available here. Use another browser, or pass `getFn` or `createFn`.',
  }),
  new PasskeyUnsupportedError({
    reason: 'autofill',
    message: 'This browser does not offer passkeys in autofill. Show a button that calls `signIn`.',
  }),
  new InsecureContextError({ origin: 'http://192.168.1.7:5173' }),
  new InvalidRpIdError({ rpId: 'https://example.com', origin: 'https://app.example.com' }),
  new InvalidRpIdError({ rpId: '192.168.1.7', origin: 'https://192.168.1.7:5173' }),
  new PasskeyAlreadyRegisteredError({ cause: new DOMException('', 'InvalidStateError') }),
  new PasskeyConstraintError({ cause: new DOMException('', 'ConstraintError') }),
  new PasskeyCeremonyError({
    reason: 'pending',
    cause: new DOMException('A request is already pending.', 'OperationError'),
  }),
  new PasskeyCeremonyError({ reason: 'failed', cause: new DOMException('The device went away.', 'UnknownError') }),

  new AddPasskeyError({
    passkey: {
      credentialId: 'AAAA',
      challenge: '',
      attestation: { credentialId: 'AAAA', clientDataJson: '', attestationObject: '', transports: [] },
    },
    cause: new Error('The prompt was dismissed.'),
  }),
  new AddPasskeyError({
    passkey: {
      credentialId: 'AAAA',
      challenge: '',
      attestation: { credentialId: 'AAAA', clientDataJson: '', attestationObject: '', transports: [] },
    },
    mayBeAdded: true,
    cause: new Error('The prompt was dismissed.'),
  }),
  new AddPasskeyError({
    passkey: {
      credentialId: 'AAAA',
      challenge: '',
      attestation: { credentialId: 'AAAA', clientDataJson: '', attestationObject: '', transports: [] },
    },
    added: { credentialId: 'AAAA', authenticatorId: '0196b1c2-6a52-7c31-8d1e-2f3a4b5c6d7e' },
    cause: new Error('The prompt was dismissed.'),
  }),
  new SignUpError({
    url: '/api/sign-up',
    passkey: {
      credentialId,
      challenge: '',
      attestation: { credentialId, clientDataJson: '', attestationObject: '', transports: [] },
    },
    status: 504,
    reason: 'upstream_timeout',
    details: 'The wallet was not ready within 30000 ms.',
  }),
  new SignUpError({
    url: '/api/sign-up',
    passkey: {
      credentialId,
      challenge: '',
      attestation: { credentialId, clientDataJson: '', attestationObject: '', transports: [] },
    },
    status: 409,
    reason: 'passkey_taken',
    details:
      'This passkey is already registered. If you have signed up with it, sign in. Otherwise sign up with a new passkey.',
  }),
  new LastPasskeyError({ credentialId }),
  new ImportError({
    imported: {
      walletId: '0196b1c2-6a52-7c31-8d1e-2f3a4b5c6d7e',
      address: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
      publicKey: '0x04',
    },
    cause: new Error('The connection was lost.'),
  }),
  new SessionExpiredError({ expiresAt: 1_764_331_200_000 }),
  new SessionStorageError({ cause: new DOMException('The quota has been exceeded.', 'QuotaExceededError') }),

  new SignerError('The message of a class of your own.', { url }),
  new SignerUnreachableError({ url, cause: new TypeError('fetch failed') }),
  new SignerUnreachableError({ url, cause: new TypeError('fetch failed'), isCustomFetch: true }),
  new SignerConnectionLostError({ url, cause: new TypeError('terminated') }),
  new SignerTimeoutError({ url, timeout: 10_000 }),
  new SignerAnswerError({ url, status: 502, reason: 'it is not a JSON object' }),

  new SignerRequestError({
    ...refusal,
    status: 400,
    grpcCode: 3,
    turnkeyErrorCode: 'REQUEST_INVALID',
    details: 'bad request',
  }),
  new SignerRequestError({
    ...refusal,
    status: 429,
    grpcCode: 8,
    turnkeyErrorCode: '',
    details: 'slow down',
    retryAfter: 3_000,
  }),
  new StampRejectedError({
    ...refusal,
    status: 401,
    grpcCode: 16,
    turnkeyErrorCode: 'SIGNATURE_INVALID',
    details: 'bad stamp',
  }),
  new UnknownCredentialError({
    ...refusal,
    status: 401,
    grpcCode: 16,
    turnkeyErrorCode: 'CREDENTIAL_NOT_FOUND',
    details: 'no credential',
  }),
  new UnknownCredentialError({
    ...refusal,
    status: 401,
    grpcCode: 16,
    turnkeyErrorCode: 'CREDENTIAL_NOT_FOUND',
    details: 'no credential',
    isInMemory: true,
  }),
  new CredentialConflictError({
    ...refusal,
    status: 401,
    grpcCode: 16,
    turnkeyErrorCode: 'CREDENTIAL_CONFLICT',
    details: 'more than one suborg associated with a credential ID',
  }),
  new NotPermittedError(refusal),
  new NotPermittedError({
    ...refusal,
    errorDetails: [
      {
        policyEvaluations: [
          { policyId: '0196b1c2-6a52-7c31-8d1e-2f3a4b5c6d7e', outcome: 'OUTCOME_DENY_EXPLICIT' },
          { policyId: '5f0e4d3c-2b1a-4098-8765-43210fedcba9', outcome: 'OUTCOME_ALLOW' },
        ],
      },
    ],
  }),
  new ClockSkewError({
    ...refusal,
    status: 400,
    grpcCode: 3,
    turnkeyErrorCode: 'INVALID_TIME',
    details: 'bad time',
    skew: -7_200_000,
  }),

  new ActivityApprovalNeededError({ ...activity({ status: 'ACTIVITY_STATUS_CONSENSUS_NEEDED' }), body: '{}' }),
  new ActivityAuthenticatorsNeededError({
    ...activity({ status: 'ACTIVITY_STATUS_AUTHENTICATORS_NEEDED' }),
    body: '{}',
  }),
  new ActivityRejectedError(activity({ status: 'ACTIVITY_STATUS_REJECTED' })),
  new ActivityFailedError(
    activity({ status: 'ACTIVITY_STATUS_FAILED', failure: { code: 3, message: 'invalid payload', details: [] } }),
  ),
  new AnswerMismatchError({ field: 'fingerprint', expected: fingerprint, received: `sha256:${'00'.repeat(32)}` }),
  new AnswerMismatchError({
    field: 'stamp.credentialId',
    expected: credentialId,
    received: 'AAAA',
    message: 'The user picked another passkey than expected, so nothing was sent. Let them pick again.',
  }),

  new SignatureMismatchError({ expected: address, received: other, reason: 'made by another key, or over other data' }),
  new ChainIdMissingError(),
  new TransactionNotSignableError({ type: 'deposit' }),

  new InvalidParameterError({
    parameter: 'hash',
    value: '0x00',
    message: '`hash` is not 32 bytes in hex. To sign text, use `signMessage`.',
  }),
  new StamperMissingError(),
  new InvalidApiKeyError({ reason: 'the private key does not belong to the public key' }),
  new WebCryptoUnavailableError(),
  new InvalidSignedRequestError(),

  new PolicyExpressionError({
    text: "eth.tx.chain_id = 1 && wallet.id == 'x'",
    message: 'Equality is written ==.',
    field: '',
    policyName: '',
    offset: 16,
    expected: '==',
  }),
  new PolicyExpressionError({
    text: 'eth.tx.gasPrice > 1',
    message: 'The field gasPrice does not exist. It has gas, gas_price.',
    field: 'condition',
    policyName: 'Backend',
    offset: 7,
    expected: 'gas, gas_price',
  }),

  new AnvilStartError({ code: 'NOT_FOUND', details: '' }),
  new AnvilStartError({ code: 'ENDED', details: "error: unexpected argument '--blok-time' found" }),
  new AnvilStartError({ code: 'FOREIGN', details: 'http://127.0.0.1:8545 answers for chain 1 instead of 31337.' }),

  new TestEnvironmentError({ missing: ['Request', 'crypto.subtle'] }),
]

test('every class is in the list', () => {
  const classes = Object.entries({ ...root, AnvilStartError, TestEnvironmentError }).flatMap(([name, value]) =>
    typeof value === 'function' && (value === PasskeyAccountError || value.prototype instanceof PasskeyAccountError)
      ? [name]
      : [],
  )
  expect([...new Set(errors.map(({ name }) => name))].toSorted()).toEqual(classes.toSorted())
})

test('each error names its heading in docs/errors.md', () => {
  const headings = readErrors().map(
    ({ name }) => `node_modules/viem-passkey-account/docs/errors.md#${name.toLowerCase()}`,
  )
  expect(errors.filter(({ docs }) => !headings.includes(docs))).toEqual([])
  expect(errors.filter(({ name, docs }) => !docs.endsWith(`#${name.toLowerCase()}`))).toEqual([])
})

test('the name of each class is that of its prototype', () => {
  expect(errors.map(({ name }) => name)).toEqual(errors.map((error) => error.constructor.name))
  expect(errors.map(({ stack, name, message }) => stack?.startsWith(`${name}: ${message}\n    at `))).toEqual(
    errors.map(() => true),
  )
})

test('viem repeats what to read in its own message', () => {
  const cause = new SignatureMismatchError({ expected: address, received: other, reason: 'made by another key' })
  const error = new TransactionExecutionError(cause, { account: null, chain: undefined })
  expect(error.message.replace(/viem@.*/, 'viem@x.y.z')).toMatchInlineSnapshot(`
    "The signature does not belong to this account. Check \`address\` and \`signWith\`. If they are right, do not trust the signer.

    expected: 0x4f3Aa1b2C0dE9918273645fedCBA0987654321aB
    received: 0x70997970c51812dc3a010c7d01b50e0d17dc79c8
    reason: made by another key
    Docs: node_modules/viem-passkey-account/docs/errors.md#signaturemismatcherror
     
    Request Arguments:

    Version: viem@x.y.z"
  `)
})

test('messages of the local signer', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'passkey-signer-messages-'))
  const signer = await createLocalSigner()
  onTestFinished(async () => {
    await signer.close()
    rmSync(folder, { recursive: true })
  })
  const thrown: unknown[] = await Promise.all(
    [
      createLocalSigner({ database: folder }),
      createLocalSigner({ database: join(folder, 'signer.db'), masterKey: 'ab' }),
      createLocalSigner({ origins: ['localhost'] }),
      listen(signer, { host: '0.0.0.0' }),
      Promise.reject(new SignerActivityError('0196b1c2-6a52-7c31-8d1e-2f3a4b5c6d7e', 'result')),
    ].map((failing) => failing.catch((error) => error)),
  )
  expect(thrown.join('\n').replaceAll(folder, '<folder>')).toMatchInlineSnapshot(`
    "SignerDatabaseError: <folder> is a folder. Name a file in it, such as <folder>/signer.db.
    SignerMasterKeyError: The master key (PASSKEY_SIGNER_MASTER_KEY) is malformed. It must be 32 bytes in hex (64 characters).
    SignerOptionError: "localhost" is not an origin. Pass scheme, host and port only, such as https://app.example.com, or '*'.
    SignerListenError: The signer has the well-known API key, so it does not listen on 0.0.0.0. Start it with a database file (--database), or pass your own \`apiKey\`.
    SignerActivityError: The result of activity 0196b1c2-6a52-7c31-8d1e-2f3a4b5c6d7e cannot be read: another version of the signer wrote it, or something else changed it. Start that version, or restore a backup."
  `)
})

test('messages', () => {
  const texts = errors.map(({ name, message }) => `${name}: ${message.replace(`@${version}`, '@x.y.z')}`)
  expect(texts.join('\n\n')).toMatchInlineSnapshot(`
    "PasskeyAccountError: The message of a class of your own.

    Docs: node_modules/viem-passkey-account/docs/errors.md#passkeyaccounterror
    Version: viem-passkey-account@x.y.z

    PasskeyCancelledError: The passkey prompt was dismissed or timed out. Let the user start again.

    code: 4001

    Details: The operation either timed out or was not allowed.
    Docs: node_modules/viem-passkey-account/docs/errors.md#passkeycancellederror
    Version: viem-passkey-account@x.y.z

    PasskeyUnsupportedError: WebAuthn is not available here. Use another browser, or pass \`getFn\` or \`createFn\`.

    reason: missing

    Docs: node_modules/viem-passkey-account/docs/errors.md#passkeyunsupportederror
    Version: viem-passkey-account@x.y.z

    PasskeyUnsupportedError: This browser does not offer passkeys in autofill. Show a button that calls \`signIn\`.

    reason: autofill

    Docs: node_modules/viem-passkey-account/docs/errors.md#passkeyunsupportederror
    Version: viem-passkey-account@x.y.z

    InsecureContextError: Passkeys need https or localhost. Serve the page from one of them.

    origin: http://192.168.1.7:5173

    Docs: node_modules/viem-passkey-account/docs/errors.md#insecurecontexterror
    Version: viem-passkey-account@x.y.z

    InvalidRpIdError: This RP ID cannot be used here. Pass the page's domain or a parent of it, such as \`example.com\`.

    rpId: https://example.com
    origin: https://app.example.com

    Docs: node_modules/viem-passkey-account/docs/errors.md#invalidrpiderror
    Version: viem-passkey-account@x.y.z

    InvalidRpIdError: An IP address cannot have passkeys. Open the page as http://localhost with its port, or at an https host name, and pass that name as the RP ID.

    rpId: 192.168.1.7
    origin: https://192.168.1.7:5173

    Docs: node_modules/viem-passkey-account/docs/errors.md#invalidrpiderror
    Version: viem-passkey-account@x.y.z

    PasskeyAlreadyRegisteredError: This authenticator already holds a passkey of this user. Sign in with it, or register another authenticator.

    Docs: node_modules/viem-passkey-account/docs/errors.md#passkeyalreadyregisterederror
    Version: viem-passkey-account@x.y.z

    PasskeyConstraintError: No authenticator here can store a passkey and verify its user as required. Use another device or a security key.

    Docs: node_modules/viem-passkey-account/docs/errors.md#passkeyconstrainterror
    Version: viem-passkey-account@x.y.z

    PasskeyCeremonyError: Another library or another copy of this package has a passkey request open. End it, then try again.

    reason: pending

    Details: A request is already pending.
    Docs: node_modules/viem-passkey-account/docs/errors.md#passkeyceremonyerror
    Version: viem-passkey-account@x.y.z

    PasskeyCeremonyError: The passkey ceremony failed. Read \`cause\`, or try another authenticator.

    reason: failed

    Details: The device went away.
    Docs: node_modules/viem-passkey-account/docs/errors.md#passkeyceremonyerror
    Version: viem-passkey-account@x.y.z

    AddPasskeyError: The passkey was registered, but not added to the user. Call \`addPasskey\` again with the \`passkey\` of this error, or call \`discardPasskey\` so that the browser stops offering it.

    Details: The prompt was dismissed.
    Docs: node_modules/viem-passkey-account/docs/errors.md#addpasskeyerror
    Version: viem-passkey-account@x.y.z

    AddPasskeyError: The passkey was registered, but it is not known whether it was added to the user. Read \`cause\`, then call \`addPasskey\` again with the \`passkey\` of this error: it returns the passkey if it was added.

    Details: The prompt was dismissed.
    Docs: node_modules/viem-passkey-account/docs/errors.md#addpasskeyerror
    Version: viem-passkey-account@x.y.z

    AddPasskeyError: The passkey was added to the user, but it could not be confirmed. Do not rely on it until it has signed. Read \`cause\`, then let the user try it, or remove it.

    Details: The prompt was dismissed.
    Docs: node_modules/viem-passkey-account/docs/errors.md#addpasskeyerror
    Version: viem-passkey-account@x.y.z

    SignUpError: The passkey was registered, but the sign-up handler returned no wallet. Call \`signUp\` again with the \`passkey\` of this error.

    url: /api/sign-up
    status: 504
    reason: upstream_timeout

    Details: The wallet was not ready within 30000 ms.
    Docs: node_modules/viem-passkey-account/docs/errors.md#signuperror
    Version: viem-passkey-account@x.y.z

    SignUpError: This passkey is already registered. If the user has signed up with it, call \`signIn\`. Otherwise call \`signUp\` without \`passkey\`, which registers a new one.

    url: /api/sign-up
    status: 409
    reason: passkey_taken

    Details: This passkey is already registered. If you have signed up with it, sign in. Otherwise sign up with a new passkey.
    Docs: node_modules/viem-passkey-account/docs/errors.md#signuperror
    Version: viem-passkey-account@x.y.z

    LastPasskeyError: This is the user's only passkey, and without it the wallet is lost. Add another passkey before you remove it.

    credentialId: tyoxg2qbvkpsGOIaTlXrXA

    Docs: node_modules/viem-passkey-account/docs/errors.md#lastpasskeyerror
    Version: viem-passkey-account@x.y.z

    ImportError: The import succeeded, but could not be confirmed. Do not repeat it. Keep \`imported\`, and check that the signer lists its address, with \`listWalletAccounts\` or \`getPrivateKey\`.

    Details: The connection was lost.
    Docs: node_modules/viem-passkey-account/docs/errors.md#importerror
    Version: viem-passkey-account@x.y.z

    SessionExpiredError: The session has expired, so nothing was sent. Sign in again with a passkey.

    expiresAt: 1764331200000

    Docs: node_modules/viem-passkey-account/docs/errors.md#sessionexpirederror
    Version: viem-passkey-account@x.y.z

    SessionStorageError: The session could not be stored or loaded. Pass another \`storage\`, or sign with the passkey each time.

    Details: The quota has been exceeded.
    Docs: node_modules/viem-passkey-account/docs/errors.md#sessionstorageerror
    Version: viem-passkey-account@x.y.z

    SignerError: The message of a class of your own.

    url: https://api.turnkey.com/public/v1/submit/sign_raw_payload

    Docs: node_modules/viem-passkey-account/docs/errors.md#signererror
    Version: viem-passkey-account@x.y.z

    SignerUnreachableError: The signer cannot be reached. Check that it runs, that \`url\` is right, and that it allows this origin (CORS).

    url: https://api.turnkey.com/public/v1/submit/sign_raw_payload

    Details: fetch failed
    Docs: node_modules/viem-passkey-account/docs/errors.md#signerunreachableerror
    Version: viem-passkey-account@x.y.z

    SignerUnreachableError: The signer cannot be reached. Check that it runs, that \`url\` is right, and that \`fetchFn\` takes a Request, or wrap it: \`(request) => fetchFn(request.url, request)\`.

    url: https://api.turnkey.com/public/v1/submit/sign_raw_payload

    Details: fetch failed
    Docs: node_modules/viem-passkey-account/docs/errors.md#signerunreachableerror
    Version: viem-passkey-account@x.y.z

    SignerConnectionLostError: The connection broke during the answer. The signer may have executed the request. The same signed request can be sent again for an hour: it is executed once.

    url: https://api.turnkey.com/public/v1/submit/sign_raw_payload

    Details: terminated
    Docs: node_modules/viem-passkey-account/docs/errors.md#signerconnectionlosterror
    Version: viem-passkey-account@x.y.z

    SignerTimeoutError: The signer did not finish within \`timeout\`. The signer may have executed the request. The same signed request can be sent again for an hour: it is executed once.

    url: https://api.turnkey.com/public/v1/submit/sign_raw_payload
    timeout: 10000

    Docs: node_modules/viem-passkey-account/docs/errors.md#signertimeouterror
    Version: viem-passkey-account@x.y.z

    SignerAnswerError: The answer does not come from a signer. Check that \`url\` is that of a signer or of your proxy.

    url: https://api.turnkey.com/public/v1/submit/sign_raw_payload
    status: 502
    reason: it is not a JSON object

    Docs: node_modules/viem-passkey-account/docs/errors.md#signeranswererror
    Version: viem-passkey-account@x.y.z

    SignerRequestError: The signer refused the request. Correct what \`details\` names, then send a new request.

    url: https://api.turnkey.com/public/v1/submit/sign_raw_payload
    status: 400
    grpcCode: 3
    turnkeyErrorCode: REQUEST_INVALID

    Details: bad request
    Docs: node_modules/viem-passkey-account/docs/errors.md#signerrequesterror
    Version: viem-passkey-account@x.y.z

    SignerRequestError: Too many requests. Wait for \`retryAfter\` milliseconds if it is set, then try again.

    url: https://api.turnkey.com/public/v1/submit/sign_raw_payload
    status: 429
    grpcCode: 8
    retryAfter: 3000

    Details: slow down
    Docs: node_modules/viem-passkey-account/docs/errors.md#signerrequesterror
    Version: viem-passkey-account@x.y.z

    StampRejectedError: The signer rejected the stamp. Check the RP ID and the origin, and that nothing changes the body.

    url: https://api.turnkey.com/public/v1/submit/sign_raw_payload
    status: 401
    grpcCode: 16
    turnkeyErrorCode: SIGNATURE_INVALID

    Details: bad stamp
    Docs: node_modules/viem-passkey-account/docs/errors.md#stamprejectederror
    Version: viem-passkey-account@x.y.z

    UnknownCredentialError: The signer does not know this passkey or key in this organization. Check \`organizationId\`, or use one that is registered there.

    url: https://api.turnkey.com/public/v1/submit/sign_raw_payload
    status: 401
    grpcCode: 16
    turnkeyErrorCode: CREDENTIAL_NOT_FOUND

    Details: no credential
    Docs: node_modules/viem-passkey-account/docs/errors.md#unknowncredentialerror
    Version: viem-passkey-account@x.y.z

    UnknownCredentialError: The signer does not know this passkey or key in this organization. Check \`organizationId\`, or use one that is registered there. This signer keeps wallets in memory only: start it with \`--database\`, or sign up again.

    url: https://api.turnkey.com/public/v1/submit/sign_raw_payload
    status: 401
    grpcCode: 16
    turnkeyErrorCode: CREDENTIAL_NOT_FOUND

    Details: no credential
    Docs: node_modules/viem-passkey-account/docs/errors.md#unknowncredentialerror
    Version: viem-passkey-account@x.y.z

    CredentialConflictError: This passkey or key is registered in more than one organization. Pass the \`organizationId\` of the wallet, not of the parent.

    url: https://api.turnkey.com/public/v1/submit/sign_raw_payload
    status: 401
    grpcCode: 16
    turnkeyErrorCode: CREDENTIAL_CONFLICT

    Details: more than one suborg associated with a credential ID
    Docs: node_modules/viem-passkey-account/docs/errors.md#credentialconflicterror
    Version: viem-passkey-account@x.y.z

    NotPermittedError: This is not permitted. Stamp as another user, or change the policy or your proxy's \`allow\`.

    url: https://api.turnkey.com/public/v1/submit/sign_raw_payload
    status: 403
    grpcCode: 7
    turnkeyErrorCode: REQUEST_NOT_AUTHORIZED

    Details: permission denied
    Docs: node_modules/viem-passkey-account/docs/errors.md#notpermittederror
    Version: viem-passkey-account@x.y.z

    NotPermittedError: A policy denies this: 0196b1c2-6a52-7c31-8d1e-2f3a4b5c6d7e. Change the request or the policy.

    url: https://api.turnkey.com/public/v1/submit/sign_raw_payload
    status: 403
    grpcCode: 7
    turnkeyErrorCode: REQUEST_NOT_AUTHORIZED

    Details: permission denied
    Docs: node_modules/viem-passkey-account/docs/errors.md#notpermittederror
    Version: viem-passkey-account@x.y.z

    ClockSkewError: The clock here differs too much from the signer's. Correct it, then try again.

    url: https://api.turnkey.com/public/v1/submit/sign_raw_payload
    status: 400
    grpcCode: 3
    turnkeyErrorCode: INVALID_TIME
    skew: -7200000

    Details: bad time
    Docs: node_modules/viem-passkey-account/docs/errors.md#clockskewerror
    Version: viem-passkey-account@x.y.z

    ActivityApprovalNeededError: Another user must approve the activity. Show them \`pending.body\`, then call \`waitForSignature\` or \`waitForActivity\`. Submitting again creates a second activity.

    activityId: 0196b1c2-6a52-7c31-8d1e-2f3a4b5c6d7e
    fingerprint: sha256:5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e
    organizationId: 5f0e4d3c-2b1a-4098-8765-43210fedcba9
    status: ACTIVITY_STATUS_CONSENSUS_NEEDED

    Docs: node_modules/viem-passkey-account/docs/errors.md#activityapprovalneedederror
    Version: viem-passkey-account@x.y.z

    ActivityAuthenticatorsNeededError: Another authenticator of the same user must approve the activity. Approve it with that one, then call \`waitForSignature\` or \`waitForActivity\`. Submitting again creates a second activity.

    activityId: 0196b1c2-6a52-7c31-8d1e-2f3a4b5c6d7e
    fingerprint: sha256:5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e
    organizationId: 5f0e4d3c-2b1a-4098-8765-43210fedcba9
    status: ACTIVITY_STATUS_AUTHENTICATORS_NEEDED

    Docs: node_modules/viem-passkey-account/docs/errors.md#activityauthenticatorsneedederror
    Version: viem-passkey-account@x.y.z

    ActivityRejectedError: An approver rejected the activity. Ask why, then submit a new activity.

    activityId: 0196b1c2-6a52-7c31-8d1e-2f3a4b5c6d7e
    fingerprint: sha256:5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e
    organizationId: 5f0e4d3c-2b1a-4098-8765-43210fedcba9
    status: ACTIVITY_STATUS_REJECTED

    Docs: node_modules/viem-passkey-account/docs/errors.md#activityrejectederror
    Version: viem-passkey-account@x.y.z

    ActivityFailedError: The signer did not complete the activity. Correct what \`failure\` names, then submit a new activity.

    activityId: 0196b1c2-6a52-7c31-8d1e-2f3a4b5c6d7e
    fingerprint: sha256:5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e
    organizationId: 5f0e4d3c-2b1a-4098-8765-43210fedcba9
    status: ACTIVITY_STATUS_FAILED

    Details: invalid payload
    Docs: node_modules/viem-passkey-account/docs/errors.md#activityfailederror
    Version: viem-passkey-account@x.y.z

    AnswerMismatchError: The answer does not match the request and was not used. Do not trust the signer or the proxy until you know why.

    field: fingerprint
    expected: sha256:5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e
    received: sha256:0000000000000000000000000000000000000000000000000000000000000000

    Docs: node_modules/viem-passkey-account/docs/errors.md#answermismatcherror
    Version: viem-passkey-account@x.y.z

    AnswerMismatchError: The user picked another passkey than expected, so nothing was sent. Let them pick again.

    field: stamp.credentialId
    expected: tyoxg2qbvkpsGOIaTlXrXA
    received: AAAA

    Docs: node_modules/viem-passkey-account/docs/errors.md#answermismatcherror
    Version: viem-passkey-account@x.y.z

    SignatureMismatchError: The signature does not belong to this account. Check \`address\` and \`signWith\`. If they are right, do not trust the signer.

    expected: 0x4f3Aa1b2C0dE9918273645fedCBA0987654321aB
    received: 0x70997970c51812dc3a010c7d01b50e0d17dc79c8
    reason: made by another key, or over other data

    Docs: node_modules/viem-passkey-account/docs/errors.md#signaturemismatcherror
    Version: viem-passkey-account@x.y.z

    ChainIdMissingError: The transaction has no \`chainId\`, so every chain would accept it. Set it, or \`type: 'legacy'\` if you want that.

    Docs: node_modules/viem-passkey-account/docs/errors.md#chainidmissingerror
    Version: viem-passkey-account@x.y.z

    TransactionNotSignableError: The serializer leaves the signature out. Use another transaction type, or the chain's own viem actions.

    type: deposit

    Docs: node_modules/viem-passkey-account/docs/errors.md#transactionnotsignableerror
    Version: viem-passkey-account@x.y.z

    InvalidParameterError: \`hash\` is not 32 bytes in hex. To sign text, use \`signMessage\`.

    parameter: hash
    value: 0x00

    Docs: node_modules/viem-passkey-account/docs/errors.md#invalidparametererror
    Version: viem-passkey-account@x.y.z

    StamperMissingError: This request needs a stamper. Pass \`stamper\` to the client or to this call.

    Docs: node_modules/viem-passkey-account/docs/errors.md#stampermissingerror
    Version: viem-passkey-account@x.y.z

    InvalidApiKeyError: The API key is not a valid P-256 key pair. Pass the compressed public key (33 bytes) and the private key (32 bytes) in hex.

    reason: the private key does not belong to the public key

    Docs: node_modules/viem-passkey-account/docs/errors.md#invalidapikeyerror
    Version: viem-passkey-account@x.y.z

    WebCryptoUnavailableError: This platform has no WebCrypto with P-256. Use a current browser, on https or localhost, or install a polyfill of \`crypto.subtle\`.

    Docs: node_modules/viem-passkey-account/docs/errors.md#webcryptounavailableerror
    Version: viem-passkey-account@x.y.z

    InvalidSignedRequestError: The signed request is malformed, or it is a query where an activity is expected. Create it with \`stampRequest\` and pass it on unchanged.

    Docs: node_modules/viem-passkey-account/docs/errors.md#invalidsignedrequesterror
    Version: viem-passkey-account@x.y.z

    PolicyExpressionError: Equality is written ==.

      eth.tx.chain_id = 1 && wallet.id == 'x'
                      ^

    offset: 16
    expected: ==

    Docs: node_modules/viem-passkey-account/docs/errors.md#policyexpressionerror
    Version: viem-passkey-account@x.y.z

    PolicyExpressionError: The field gasPrice does not exist. It has gas, gas_price.

      eth.tx.gasPrice > 1
             ^

    field: condition
    policyName: Backend
    offset: 7
    expected: gas, gas_price

    Docs: node_modules/viem-passkey-account/docs/errors.md#policyexpressionerror
    Version: viem-passkey-account@x.y.z

    AnvilStartError: Anvil was not found. Install it with \`npm i -D @foundry-rs/anvil\`, or install Foundry and put \`anvil\` on the PATH.

    code: NOT_FOUND

    Docs: node_modules/viem-passkey-account/docs/errors.md#anvilstarterror
    Version: viem-passkey-account@x.y.z

    AnvilStartError: Anvil stopped before it was ready. Its output is below: fix what it reports.

    code: ENDED

    Details: error: unexpected argument '--blok-time' found
    Docs: node_modules/viem-passkey-account/docs/errors.md#anvilstarterror
    Version: viem-passkey-account@x.y.z

    AnvilStartError: Another program answers in place of Anvil. Choose another \`port\`.

    code: FOREIGN

    Details: http://127.0.0.1:8545 answers for chain 1 instead of 31337.
    Docs: node_modules/viem-passkey-account/docs/errors.md#anvilstarterror
    Version: viem-passkey-account@x.y.z

    TestEnvironmentError: This test environment lacks Request, crypto.subtle. Use Jest's "node" environment, or give its jsdom the globals of Node: docs/testing.md shows how, under "Jest".

    Docs: node_modules/viem-passkey-account/docs/errors.md#testenvironmenterror
    Version: viem-passkey-account@x.y.z"
  `)
})

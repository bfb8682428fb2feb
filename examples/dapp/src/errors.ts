import { SignUpError } from 'viem-passkey-account'

/** What the user reads: what happened, and what to do next. */
export type ErrorText = { what: string; next: string }

const code = 'This is a mistake in the page and nothing you did. Reload it; if that does not help, tell us.'

/** One text for each class in docs/errors.md. */
export const errorTexts: Readonly<Record<string, ErrorText>> = {
  PasskeyCancelledError: {
    what: 'The passkey prompt was closed, or it ran out of time. Nothing was signed.',
    next: 'Try again and confirm with your fingerprint, face or PIN.',
  },
  PasskeyUnsupportedError: {
    what: 'There are no passkeys here.',
    next: 'Open the page in a current Chrome, Edge, Firefox or Safari. Browsers inside other apps often lack passkeys.',
  },
  InsecureContextError: {
    what: 'This page is not secure, so the browser offers no passkeys.',
    next: 'Open it over https, or at http://localhost.',
  },
  InvalidRpIdError: {
    what: 'Passkeys of this site cannot be used at this address.',
    next: 'Open the address that npm start printed. It begins with http://localhost.',
  },
  PasskeyAlreadyRegisteredError: {
    what: 'This device already holds a passkey for this wallet.',
    next: 'Choose another device in the prompt: a phone, or a security key.',
  },
  PasskeyConstraintError: {
    what: 'This device cannot keep a passkey.',
    next: 'Use another device, or a security key.',
  },
  PasskeyCeremonyError: {
    what: 'Your device could not do what was asked of it.',
    next: 'Set up a screen lock on it, or use another device.',
  },

  SignUpError: {
    what: 'Your passkey is there, and your wallet is not ready yet.',
    next: 'Try again. The same passkey is used, and you will not be asked for it.',
  },
  LastPasskeyError: {
    what: 'This is your only passkey. Without it the wallet would be lost.',
    next: 'Add another passkey first.',
  },
  SessionExpiredError: {
    what: 'Your session is over. Nothing was sent.',
    next: 'Try again with your passkey, or turn the session on again.',
  },
  SessionStorageError: {
    what: 'This browser does not keep sessions. Private windows often do not.',
    next: 'Go on without a session: your passkey signs each time.',
  },

  SignerError: { what: 'The signer could not be asked.', next: 'Try again in a moment.' },
  SignerUnreachableError: {
    what: 'The signer cannot be reached.',
    next: 'Check that npm start still runs, then try again.',
  },
  SignerConnectionLostError: {
    what: 'The connection broke before the answer was complete.',
    next: 'Look at your balance first: it may have gone through. Then try again.',
  },
  SignerTimeoutError: {
    what: 'The signer takes too long.',
    next: 'Look at your balance first: it may have gone through. Then try again.',
  },
  SignerAnswerError: {
    what: 'Something answered that is no signer.',
    next: 'Check your network: a log-in page of a hotspot answers like that. Then try again.',
  },

  SignerRequestError: {
    what: 'The signer, or the proxy before it, refused this.',
    next: 'Read its reason in the details. If it is busy or down, wait a moment and try again.',
  },
  StampRejectedError: {
    what: 'The signer did not accept your passkey.',
    next: 'Try again. If it stays so, sign out and sign in with the passkey you made here.',
  },
  UnknownCredentialError: {
    what: 'The signer does not know this passkey or session.',
    next: 'Try again. If it stays so, sign out and use another passkey: the demo forgets all wallets when it stops.',
  },
  NotPermittedError: {
    what: 'You may not do this.',
    next: 'Ask somebody who may, or switch between the signer and the proxy.',
  },
  ClockSkewError: {
    what: 'The clock of this device is wrong.',
    next: 'Set it to the right time, then try again.',
  },

  ActivityApprovalNeededError: {
    what: 'Somebody else has to approve this first.',
    next: 'Ask them to approve it. It is asked for already: to start it anew would ask for it twice.',
  },
  ActivityAuthenticatorsNeededError: {
    what: 'The signer wants to see another passkey of yours.',
    next: 'Confirm with your other device.',
  },
  ActivityRejectedError: {
    what: 'Somebody who has to approve this said no.',
    next: 'Ask them why. To wish for it again, start over.',
  },
  ActivityFailedError: {
    what: 'The signer could not do this.',
    next: 'Read its reason in the details, then start over.',
  },
  AnswerMismatchError: {
    what: 'The signer answered something else than what was asked. Nothing of it was used.',
    next: 'Stop here, and tell whoever runs the signer or the proxy. Do not trust them until you know why.',
  },

  SignatureMismatchError: {
    what: 'The signer answered with a wrong signature. Nothing of it was used.',
    next: 'Stop here, and tell whoever runs the signer or the proxy. Do not trust them until you know why.',
  },
  ChainIdMissingError: { what: 'This transaction names no network.', next: code },
  TransactionNotSignableError: { what: 'This type of transaction cannot be signed.', next: code },

  PasskeyAccountError: { what: 'Something went wrong.', next: 'Try again. If it stays so, reload the page.' },
  InvalidParameterError: { what: 'The page asked for something impossible.', next: code },
  StamperMissingError: { what: 'The page asked the signer without a passkey.', next: code },
  InvalidApiKeyError: { what: 'The API key of the server cannot be used.', next: code },
  InvalidSignedRequestError: { what: 'The page sent something that is not a signed request.', next: code },

  SignerDatabaseError: {
    what: 'The database of the local signer cannot be used.',
    next: 'Read in the terminal which file it is, and give it another one.',
  },
  SignerMasterKeyError: {
    what: 'The local signer has not the key to its database.',
    next: 'Put the .key file back beside the database.',
  },
  SignerOptionError: {
    what: 'The local signer was started with an option it cannot use.',
    next: 'Read in the terminal which one, and mend it.',
  },
  SignerActivityError: {
    what: 'The local signer cannot read something in its database.',
    next: 'Start the version of it that wrote this.',
  },
  SignerListenError: {
    what: 'The local signer cannot listen on its port.',
    next: 'Stop what uses the port, or choose another one.',
  },

  AnvilStartError: {
    what: 'Anvil, the chain on this machine, did not start.',
    next: 'Read in the terminal what it said, and mend that.',
  },
}

/** Errors of viem that a user of this page can meet. */
const viemTexts: Readonly<Record<string, ErrorText>> = {
  InsufficientFundsError: {
    what: 'There is not enough in your wallet for this and its fee.',
    next: 'Send less, or press “Get test funds”.',
  },
  InvalidAddressError: { what: 'This is not an address.', next: 'Check it: a character is wrong.' },
  EstimateGasExecutionError: { what: 'The network would refuse this.', next: 'Check the amount and the address.' },
  HttpRequestError: { what: 'The chain cannot be reached.', next: 'Check that npm start still runs, then try again.' },
}

/** A `SignUpError` for which there is no trying again. */
const passkeyTaken: ErrorText = {
  what: 'This passkey is registered already.',
  next: 'Close this and sign in with it. To try again makes another passkey.',
}

const unknown: ErrorText = { what: 'Something went wrong.', next: 'Try again. If it stays so, reload the page.' }

/** The text for an error: the first that has one, from the outside in. Texts of messages decide nothing. */
export function describeError(thrown: unknown): ErrorText & { detail: string } {
  const errors: Error[] = []
  for (let error = thrown; error instanceof Error; error = error.cause) errors.push(error)
  const textIn = (texts: typeof errorTexts) => errors.map(({ name }) => texts[name]).find((text) => text !== undefined)
  const [outer] = errors
  // Ours first: viem wraps what an account throws in errors of its own.
  const isTaken = errors.some((error) => error instanceof SignUpError && error.reason === 'passkey_taken')
  const text = isTaken ? passkeyTaken : (textIn(errorTexts) ?? textIn(viemTexts) ?? unknown)
  return { ...text, detail: outer ? `${outer.name}: ${outer.message}` : String(thrown) }
}

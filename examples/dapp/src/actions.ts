import { type Address, type Hex, keccak256, zeroAddress } from 'viem'
import type { PendingSignature, SessionKey, StepUpRequest } from 'viem-passkey-account'
import { type Chain, type Permit, requireTransaction } from './chain.ts'
import type { Config } from './config.ts'
import { deadlineOf, describeEnd, describeFee, describePermit } from './describe.ts'
import { formatCount, formatDate } from './format.ts'
import { getFunds } from './funds.ts'
import { hasLimit } from './records.ts'
import type { SignRequest } from './sign.ts'
import * as sign from './sign.ts'
import { asksPasskey } from './stepUp.ts'
import type { Wallet } from './wallet.ts'

/** Something the page can do. */
export type Action = {
  /** What the user agrees to, one line each. An action without lines starts at once. */
  review: readonly string[]
  /** How often the browser will ask for the passkey. */
  prompts: number
  /** Called in the click, so that the prompt starts in it. */
  run(signal: AbortSignal): Promise<Result>
  /** Goes on after an approval, where the action may need one. */
  resume?: (signal: AbortSignal, pending: PendingSignature) => Promise<Result>
}

export type Result = {
  text: string
  facts?: readonly Fact[]
  /** Words or a key: shown until the dialog closes, and never kept. */
  secret?: string
  /** Where the signer's page shows it, such as `organizations/<id>`. By default at the last activity. */
  place?: string
  /** The page itself shows the result, so the dialog closes without being told. */
  closes?: boolean
}

/** Something to read, copy or verify. */
export type Fact = {
  name: string
  value: string | Date
  /** Returns who signed it. */
  recover?: () => Promise<Address>
}

export type KnownPasskey = { credentialId: string; name: string }

export type Actions = ReturnType<typeof createActions>

/** Everything one can do on the page. Actions that come without a promise start in the click. */
export function createActions(wallet: Wallet, chain: Chain, { bank }: Config) {
  const owner = (): Address => wallet.state().wallet?.address ?? zeroAddress
  const hasSession = (): boolean => wallet.state().session !== undefined
  const mayChange = (): boolean => hasSession() && !hasLimit()
  const promptsFor = (requests: number): number => (mayChange() ? 0 : requests)

  /** A signature may need an approval, and goes on after it. */
  function signing(parameters: {
    review: readonly string[]
    subject: StepUpRequest
    request: SignRequest
    finish: (signed: readonly Hex[]) => Promise<Result>
  }): Action {
    const { review, subject, request, finish } = parameters
    const prompts = hasSession() && !asksPasskey(subject) ? 0 : 1
    const what = 'items' in subject ? 'both' : 'it'
    const signer = `Your ${prompts === 0 ? 'session' : 'passkey'} signs ${what}.`
    const resume = async (signal: AbortSignal, pending?: PendingSignature) =>
      finish(await wallet.sign(request, signal, pending))
    return { review: [...review, signer], prompts, run: resume, resume }
  }

  async function send(transaction: Hex | undefined): Promise<readonly Fact[]> {
    const signed = requireTransaction(transaction)
    const { hash, block } = await chain.send(signed)
    const recover = () => {
      if (keccak256(signed) !== hash) throw new Error('The hash is another transaction’s.')
      return sign.recoverTransfer(signed)
    }
    return [
      { name: 'Transaction', value: hash, recover },
      { name: 'Block', value: String(block) },
    ]
  }

  const permitFacts = (name: string, permit: Permit, signature: Hex): readonly Fact[] => [
    { name, value: signature, recover: () => sign.recoverPermit(permit, signature) },
    { name: 'Deadline', value: deadlineOf(permit) },
  ]

  return {
    signUp: (name: string): Action => ({
      review: [],
      prompts: wallet.state().newPasskey ? 0 : 1,
      async run(signal) {
        await wallet.signUp(name, signal)
        const isFunded = await getFunds(owner())
        const place = `organizations/${wallet.state().wallet?.organizationId}`
        return { text: `Wallet created${isFunded ? ' with 1 ETH and 100 PERMIT' : ''}.`, place, closes: true }
      },
    }),

    /** @param key Made before the click. */
    signIn: (key: SessionKey, show: (passkeys: readonly KnownPasskey[]) => void): Action => ({
      review: [],
      prompts: 1,
      async run(signal) {
        await wallet.signIn(key, signal)
        // Costs no prompt during a session. If it fails, the user is signed in all the same.
        show(await wallet.listPasskeys(signal).catch(() => []))
        return { text: `Signed in, with a session until ${formatDate(sessionEnd())}.`, closes: true }
      },
    }),

    startSession: (key: SessionKey): Action => ({
      review: [
        `Let this page sign without asking you until ${formatDate(Date.now() + 600_000)}.`,
        'You can end the session at any time.',
        'This signs no message and no transaction.',
      ],
      prompts: 1,
      async run(signal) {
        await wallet.signIn(key, signal)
        return { text: `Session started. It ends on ${formatDate(sessionEnd())}.` }
      },
    }),

    endSession: (): Action => ({
      review: [],
      prompts: 0,
      async run(signal) {
        const end = sessionEnd()
        return { text: describeEnd(await wallet.endSession(signal), end) }
      },
    }),

    signOut: (): Action => ({
      review: [],
      prompts: 0,
      async run(signal) {
        const end = sessionEnd()
        const result = await wallet.endSession(signal)
        wallet.forget()
        if (result === 'not reached') return { text: `Signed out here. ${describeEnd(result, end)}` }
        return { text: 'Signed out. Your passkey stays on your device.', closes: true }
      },
    }),

    async send(asset: 'ETH' | 'PERMIT', to: Address, amount: string): Promise<Action> {
      const transfer = await chain.prepareTransfer(owner(), asset, to, amount)
      return signing({
        review: [`Send ${amount} ${asset} to ${to}.`, describeFee(transfer)],
        subject: { transaction: transfer },
        request: (account) => sign.signTransfer(account, transfer),
        finish: async ([signed]) => ({ text: `Sent ${amount} ${asset}.`, facts: await send(signed) }),
      })
    },

    async signMessage(message: string): Promise<Action> {
      return signing({
        review: [`Sign the message “${message}”.`, 'A message moves no funds by itself.'],
        subject: { message },
        request: (account) => sign.signMessage(account, message),
        finish: async ([signature = '0x']) => ({
          text: 'Message signed.',
          facts: [{ name: 'Signature', value: signature, recover: () => sign.recoverMessage(message, signature) }],
        }),
      })
    },

    async signPermit(amount: string): Promise<Action> {
      const permit = await chain.preparePermit(owner(), bank, amount)
      return signing({
        review: [describePermit(permit, amount)],
        subject: { typedData: permit },
        request: (account) => sign.signPermit(account, permit),
        finish: async ([signature = '0x']) => ({
          text: 'Permit signed.',
          facts: permitFacts('Signature', permit, signature),
        }),
      })
    },

    async signBoth(amount: string): Promise<Action> {
      const [permit, transfer] = await Promise.all([
        chain.preparePermit(owner(), bank, amount),
        chain.prepareTransfer(owner(), 'PERMIT', bank, amount),
      ])
      return signing({
        review: [describePermit(permit, amount), `Send ${amount} PERMIT to the same address.`, describeFee(transfer)],
        subject: { items: [] },
        request: (account) => sign.signPermitAndTransfer(account, permit, transfer),
        finish: async ([signature = '0x', signed]) => ({
          text: `Permit signed, and ${amount} PERMIT sent.`,
          facts: [...permitFacts('Permit', permit, signature), ...(await send(signed))],
        }),
      })
    },

    listPasskeys: (show: (passkeys: readonly KnownPasskey[]) => void): Action => ({
      review: [],
      prompts: hasSession() ? 0 : 1,
      async run(signal) {
        const passkeys = await wallet.listPasskeys(signal)
        show(passkeys)
        return { text: `Your wallet has ${formatCount(passkeys.length, 'passkey')}.` }
      },
    }),

    addPasskey: async (
      known: readonly KnownPasskey[],
      name: string,
      show: (added: KnownPasskey) => void,
    ): Promise<Action> => ({
      review: [
        `Create a passkey named “${name}”. Choose another device in the prompt.`,
        mayChange() ? 'Your session approves it.' : 'Then approve it with the passkey you have.',
        'Either passkey then controls the whole wallet.',
      ],
      prompts: 1 + promptsFor(1),
      async run(signal) {
        const { credentialId } = await wallet.addPasskey(known, name, signal)
        show({ credentialId, name })
        return { text: `Added “${name}”.` }
      },
    }),

    removePasskey: async (
      { credentialId, name }: KnownPasskey,
      next: KnownPasskey,
      show: () => void,
    ): Promise<Action> => ({
      review: [
        `“${name}” can no longer use your wallet.`,
        'Your browser is told not to offer it again.',
        mayChange() ? 'Your session approves it.' : 'One prompt reads the list, the other removes the passkey.',
      ],
      prompts: promptsFor(2),
      async run(signal) {
        await wallet.removePasskey(credentialId, next.credentialId, signal)
        show()
        return { text: `Removed “${name}”.` }
      },
    }),
  }

  function sessionEnd(): number {
    return wallet.state().session?.expiresAt ?? Date.now()
  }
}

import { formatEther, type Hex, zeroAddress } from 'viem'
import { createSessionKey, type PendingSignature, signMany } from 'viem-passkey-account'
import type { Outcome, Plan } from './approve.ts'
import type { Chain, Permit, Transfer } from './chain.ts'
import type { Config } from './config.ts'
import type { Ask, Wallet } from './wallet.ts'

type ShowPasskeys = (found: readonly { credentialId: string; name: string }[]) => void

/** What can be done, each with the words for it: they are shown before the browser asks. */
export function createPlans(wallet: Wallet, chain: Chain, { rpId, bank }: Config) {
  const owner = (): Hex => wallet.state().wallet?.address ?? zeroAddress
  const ask = (): number => (wallet.state().session ? 0 : 1)
  const by = (): string => (wallet.state().session ? 'Your session signs it.' : 'Your passkey signs it.')
  const fee = ({ gas, maxFeePerGas }: Transfer): string =>
    `The network’s fee is at most ${formatEther(gas * maxFeePerGas)} ETH.`
  const sent = ({ hash, block }: { hash: Hex; block: bigint }): Readonly<Record<string, string>> => ({
    Transaction: hash,
    Block: String(block),
  })
  // Whoever redeems a permit has to name its end, in seconds since 1970.
  const until = ({ message }: Permit): Readonly<Record<string, string>> => ({ Deadline: String(message.deadline) })
  const plan = (words: readonly string[], prompts: number, run: Plan['run']): Plan => ({ words, prompts, run })
  /** One that signs with the wallet, so that it may have to wait for somebody's approval and can go on after that. */
  function signing(words: readonly string[], ask: Ask, then: (signed: Hex[]) => Promise<Outcome>): Plan {
    const takeUp = async (signal: AbortSignal, pending?: PendingSignature) =>
      then(await wallet.sign(ask, signal, pending))
    return { words, prompts: wallet.state().session ? 0 : 1, run: takeUp, takeUp }
  }

  return {
    signUp: async (name: string) => {
      const words = [
        'The demo’s server has the signer make a wallet that only this passkey can use.',
        'Nothing is signed with the wallet yet.',
      ]
      const run: Plan['run'] = async (signal) => {
        await wallet.signUp(name, signal)
        const funded = await getFunds(wallet.state().wallet?.address)
        return { text: `Your wallet is open${funded ? ', with 1 ETH and 100 PERMIT in it' : ''}.` }
      }
      return wallet.state().registered
        ? plan(['Your passkey is there already.', ...words], 0, run)
        : plan([`Your browser makes a passkey for ${rpId}, named “${name}”.`, ...words], 1, run)
    },

    signIn: async (show: ShowPasskeys) => {
      // Made before the click: in the click the prompt has to come first.
      const key = await createSessionKey()
      return plan(
        [
          'Your passkey signs a request for a session of ten minutes.',
          'Until it ends, this page signs without asking you. You can end it at any time.',
          'No message and no transaction is signed.',
        ],
        1,
        async (signal) => {
          await wallet.signIn(key, signal)
          // The session asks nobody. Without the list one is signed in all the same.
          show(await wallet.listPasskeys(signal).catch(() => []))
          return { text: 'You are signed in, with a session of ten minutes.' }
        },
      )
    },

    endSession: async () =>
      plan(
        ['The signer forgets the session. From then on each signature asks for your passkey.'],
        0,
        async (signal) => {
          await wallet.endSession(signal)
          return { text: 'The session is over.' }
        },
      ),

    signOut: async () =>
      plan(
        [
          'This page forgets your wallet, and the signer your session if there is one.',
          'Your passkey stays on your device: sign in with it again.',
        ],
        0,
        async (signal) => {
          await wallet.endSession(signal)
          wallet.forget()
          return { text: 'You are signed out.' }
        },
      ),

    send: async (asset: 'ETH' | 'PERMIT', to: Hex, amount: string) => {
      const transfer = await chain.prepareTransfer(owner(), asset, to, amount)
      const words = [`Send ${amount} ${asset} to ${to}.`, fee(transfer), by()]
      return signing(
        words,
        (account) => account.signTransaction(transfer),
        async ([signed = '0x']) => ({ text: `${amount} ${asset} sent.`, facts: sent(await chain.send(signed)) }),
      )
    },

    signMessage: async (text: string) =>
      signing(
        [`Sign the text “${text}”.`, 'It moves no money by itself.', by()],
        (account) => account.signMessage({ message: text }),
        async ([signature = '0x']) => ({ text: 'The message is signed.', facts: { Signature: signature } }),
      ),

    signPermit: async (amount: string) => {
      const permit = await chain.preparePermit(owner(), bank, amount)
      const words = [`Let ${bank} take up to ${amount} PERMIT from your wallet, for an hour.`, by()]
      return signing(
        words,
        (account) => account.signTypedData(permit),
        async ([signature = '0x']) => ({
          text: 'The permit is signed.',
          facts: { Signature: signature, ...until(permit) },
        }),
      )
    },

    signBoth: async (amount: string) => {
      const [permit, transfer] = await Promise.all([
        chain.preparePermit(owner(), bank, amount),
        chain.prepareTransfer(owner(), 'PERMIT', bank, amount),
      ])
      const words = [
        `First: let ${bank} take up to ${amount} PERMIT from your wallet, for an hour.`,
        `Second: send ${amount} PERMIT to the same address.`,
        fee(transfer),
        wallet.state().session ? 'Your session signs both.' : 'One touch of your passkey signs both.',
      ]
      return signing(
        words,
        (account) => signMany(account, { items: [{ typedData: permit }, { transaction: transfer }] }),
        async ([signature = '0x', signed = '0x']) => ({
          text: 'Both are signed, and the transfer is sent.',
          facts: { Permit: signature, ...until(permit), ...sent(await chain.send(signed)) },
        }),
      )
    },

    readPasskeys: async (show: ShowPasskeys) =>
      plan(
        ['Ask the signer which passkeys your wallet has.', 'Nothing is signed with the wallet.', by()],
        ask(),
        async (signal) => {
          const found = await wallet.listPasskeys(signal)
          show(found)
          return { text: found.length === 1 ? 'You have one passkey.' : `You have ${found.length} passkeys.` }
        },
      ),

    addPasskey: async (
      known: Parameters<Wallet['addPasskey']>[0],
      name: string,
      show: (credentialId: string) => void,
    ) =>
      plan(
        [
          `Your browser makes a passkey named “${name}”. Choose another device for it than this one.`,
          ask() ? 'Then your passkey here approves it.' : 'Your session approves it.',
          'From then on either one can do everything with your wallet.',
        ],
        1 + ask(),
        async (signal) => {
          const { credentialId } = await wallet.addPasskey(known, name, signal)
          show(credentialId)
          return { text: `“${name}” can use your wallet now.` }
        },
      ),

    removePasskey: async (name: string, credentialId: string, left: string | undefined, show: () => void) =>
      plan(
        [
          `“${name}” can use your wallet no more.`,
          'The signer forgets it, and your browser is told not to offer it again.',
          ask()
            ? 'Your passkey is asked twice: to read the list, and to remove this one.'
            : 'Your session approves it.',
        ],
        2 * ask(),
        async (signal) => {
          await wallet.removePasskey(credentialId, left, signal)
          show()
          const next = wallet.state().wallet ? '' : ' Sign in with another passkey.'
          return { text: `“${name}” is removed.${next}` }
        },
      ),
  }
}

/** Whether the demo's bank gave something. */
export async function getFunds(address: Hex | undefined): Promise<boolean> {
  const answer = await fetch('/api/faucet', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ address }),
  }).catch(() => undefined)
  return answer?.ok ?? false
}

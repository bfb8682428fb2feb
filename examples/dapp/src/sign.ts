import { type Address, type Hex, recoverMessageAddress, recoverTransactionAddress, recoverTypedDataAddress } from 'viem'
import { type PasskeyAccount, signMany } from 'viem-passkey-account'
import type { Permit, SignedTransaction, Transfer } from './chain.ts'

export type SignRequest = (account: PasskeyAccount) => Promise<Hex | Hex[]>

// What the demo signs: one prompt for each call, none during a session up to its limit. The page's "Show code" shows these very functions.

export function signTransfer(account: PasskeyAccount, transfer: Transfer) {
  return account.signTransaction(transfer)
}

export function signMessage(account: PasskeyAccount, message: string) {
  return account.signMessage({ message })
}

export function signPermit(account: PasskeyAccount, permit: Permit) {
  return account.signTypedData(permit)
}

export function signPermitAndTransfer(account: PasskeyAccount, permit: Permit, transfer: Transfer) {
  return signMany(account, { items: [{ typedData: permit }, { transaction: transfer }] })
}

// Whose signature is it? The account has checked that already; the page's "Verify" lets you see it.

export function recoverMessage(message: string, signature: Hex): Promise<Address> {
  return recoverMessageAddress({ message, signature })
}

export function recoverPermit(permit: Permit, signature: Hex): Promise<Address> {
  return recoverTypedDataAddress({ ...permit, signature })
}

export function recoverTransfer(serializedTransaction: SignedTransaction): Promise<Address> {
  return recoverTransactionAddress({ serializedTransaction })
}

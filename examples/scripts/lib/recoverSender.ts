import { type Address, type Hex, recoverTransactionAddress } from 'viem'

/** Returns who signed a transaction of type 2. `undefined` for anything else, such as an unsigned transaction. */
export async function recoverSender(raw: Hex): Promise<Address | undefined> {
  return recoverTransactionAddress({ serializedTransaction: `0x02${raw.slice(4)}` }).catch(() => undefined)
}

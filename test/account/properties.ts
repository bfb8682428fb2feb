import fc from 'fast-check'
import { authorization, hash, message, transactions, typedData } from './arbitraries.js'
import type { AccountPair, SigningAccount } from './openAccountPair.js'

type Property = (pair: Pick<AccountPair, 'signWithBoth'>) => fc.IRawProperty<unknown, true>

function property<value>(
  arbitrary: fc.Arbitrary<value>,
  sign: (account: SigningAccount, value: value) => Promise<unknown>,
): Property {
  return ({ signWithBoth }) =>
    fc.asyncProperty(arbitrary, async (value) => {
      await signWithBoth((account) => sign(account, value))
    })
}

/** One for each thing an account signs: whatever viem takes, both accounts give the same. */
export const properties: Record<string, Property> = {
  hashes: property(hash, (account, hash) => account.sign({ hash })),
  messages: property(message, (account, message) => account.signMessage({ message })),
  'typed data': property(typedData, (account, typedData) => account.signTypedData(typedData)),
  authorizations: property(authorization, (account, request) => account.signAuthorization(request)),
  ...Object.fromEntries(
    Object.entries(transactions).map(([type, transaction]) => [
      `${type} transactions`,
      property(transaction, (account, fields) => account.signTransaction(fields)),
    ]),
  ),
}

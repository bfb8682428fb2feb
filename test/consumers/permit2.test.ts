import {
  AllowanceTransfer,
  MaxAllowanceExpiration,
  MaxAllowanceTransferAmount,
  MaxOrderedNonce,
  MaxSigDeadline,
  MaxSignatureTransferAmount,
  MaxUnorderedNonce,
  PERMIT2_ADDRESS,
  SignatureTransfer,
} from '@uniswap/permit2-sdk'
import type { TypedDataDefinition } from 'viem'
import { afterAll, test } from 'vitest'
import { openAccountPair } from '../account/openAccountPair.js'

const { close, signWithBoth, signWithBothClients } = await openAccountPair(`0x${'36'.repeat(32)}`)
afterAll(close)

const [token, spender] = [`0x${'11'.repeat(20)}`, `0x${'22'.repeat(20)}`]
const details = {
  token,
  amount: MaxAllowanceTransferAmount,
  expiration: MaxAllowanceExpiration,
  nonce: MaxOrderedNonce,
}
const permitted = { token, amount: MaxSignatureTransferAmount }
const transfer = { spender, nonce: MaxUnorderedNonce, deadline: MaxSigDeadline }
const witness = {
  witness: { filler: spender, tip: MaxAllowanceTransferAmount },
  witnessTypeName: 'Fill',
  witnessType: {
    Fill: [
      { name: 'filler', type: 'address' },
      { name: 'tip', type: 'uint256' },
    ],
  },
}

const permits = {
  PermitSingle: AllowanceTransfer.getPermitData({ details, spender, sigDeadline: MaxSigDeadline }, PERMIT2_ADDRESS, 1),
  PermitBatch: AllowanceTransfer.getPermitData(
    { details: [details, { ...details, amount: 5 }], spender, sigDeadline: '1900000000' },
    PERMIT2_ADDRESS,
    1,
  ),
  PermitTransferFrom: SignatureTransfer.getPermitData({ permitted, ...transfer }, PERMIT2_ADDRESS, 1),
  PermitBatchTransferFrom: SignatureTransfer.getPermitData(
    { permitted: [permitted, permitted], ...transfer },
    PERMIT2_ADDRESS,
    1,
  ),
  PermitWitnessTransferFrom: SignatureTransfer.getPermitData({ permitted, ...transfer }, PERMIT2_ADDRESS, 1, witness),
}

test.each(Object.entries(permits))(
  '%s, whose numbers are of ethers 5',
  async (primaryType, { domain, types, values }) => {
    // As apps do: the permit's types are ethers', and viem signs all of them.
    const typedData = { domain, types, primaryType, message: values } as unknown as TypedDataDefinition
    await signWithBoth((account) => account.signTypedData(typedData))
    await signWithBothClients(1, (client) => client.signTypedData(typedData))
  },
)

import { type Address, type Hex, numberToHex, parseTransaction, zeroAddress } from 'viem'
import { beforeAll, describe, expect, test } from 'vitest'
import { otherChain } from '../provider/openProvider.js'
import { type Core, openDapp, startServers } from './openDapp.js'

type Prompts = { count: number; when: 'same task' | 'later' }
const atOnce: Prompts = { count: 1, when: 'same task' }
const filledFirst: Prompts = { count: 1, when: 'later' }

const typedData = {
  types: { Mail: [{ name: 'text', type: 'string' }] },
  primaryType: 'Mail',
  message: { text: 'hi' },
} as const
const abi = [{ type: 'function', name: 'ping', inputs: [], outputs: [], stateMutability: 'nonpayable' }] as const
/** Deploys a contract that does nothing, whatever it is called with. */
const bytecode = '0x6001600c60003960016000f300'
const to = '0x000000000000000000000000000000000000bEEF'

/** Actions × `account` × prompts × when the prompt starts, on one version of wagmi. */
export function describeMatrix(version: string, load: () => Promise<Core>): void {
  describe(`@wagmi/core ${version}`, async () => {
    const core = await load()
    const { anvil, signer } = await startServers()
    const dapp = openDapp(core, { anvil, signer })
    const chainId = anvil.chain.id
    const { publicClient } = anvil

    let page: Awaited<ReturnType<typeof dapp.openConnected>>
    // One dapp for all: what an action leaves behind does not matter to the others.
    beforeAll(async () => {
      page = await dapp.openConnected()
    })

    type Account = { account?: Address }
    /** All fields of a transaction. wagmi strips `chainId`. */
    const prepare = async (from: Address) => ({
      to,
      value: 1n,
      gas: 21_000n,
      nonce: await publicClient.getTransactionCount({ address: from, blockTag: 'pending' }),
      maxFeePerGas: 10n ** 10n,
      maxPriorityFeePerGas: 1n,
      type: 'eip1559',
    })
    const actions: Record<
      string,
      {
        run: (given: Account, from: Address) => Promise<() => Promise<unknown>>
        prompts: Prompts
        byObject?: Prompts
        /** What it reads before anybody has to sign. */
        reads?: string[]
      }
    > = {
      signMessage: {
        run: async (given) => () => core.signMessage(page.config, { message: 'hi', ...given }),
        prompts: atOnce,
      },
      signTypedData: {
        run: async (given) => () => core.signTypedData(page.config, { ...typedData, ...given }),
        prompts: atOnce,
      },
      sendTransaction: {
        run: async (given) => () => core.sendTransaction(page.config, { to, value: 1n, ...given }),
        prompts: filledFirst,
      },
      'sendTransaction, prepared': {
        run: async (given, from) => {
          const prepared = await prepare(from)
          return () => core.sendTransaction(page.config, { ...prepared, ...given } as never)
        },
        prompts: atOnce,
        byObject: filledFirst,
      },
      'sendTransaction, of prepareTransactionRequest': {
        run: async (given) => {
          const prepared = await core.prepareTransactionRequest(page.config, { to, value: 1n, ...given } as never)
          return () => core.sendTransaction(page.config, prepared as never)
        },
        prompts: atOnce,
        byObject: filledFirst,
      },
      deployContract: {
        run: async (given) => () => core.deployContract(page.config, { abi, bytecode, ...given } as never),
        prompts: filledFirst,
      },
      writeContract: {
        run: async (given) => () =>
          core.writeContract(page.config, { abi, address: to, functionName: 'ping', ...given } as never),
        prompts: filledFirst,
      },
      'simulateContract, writeContract': {
        run: async (given) => async () => {
          const { request } = await core.simulateContract(page.config, {
            abi,
            address: to,
            functionName: 'ping',
            ...given,
          } as never)
          return core.writeContract(page.config, request as never)
        },
        prompts: filledFirst,
        reads: ['eth_call'],
      },
      ...('sendTransactionSync' in core && {
        sendTransactionSync: {
          run: async (given: Account) => () =>
            core.sendTransactionSync(page.config, { to, value: 1n, ...given } as never),
          prompts: filledFirst,
        },
      }),
      ...('writeContractSync' in core && {
        writeContractSync: {
          run: async (given: Account) => () =>
            core.writeContractSync(page.config, { abi, address: to, functionName: 'ping', ...given } as never),
          prompts: filledFirst,
        },
      }),
      ...('signTransaction' in core && {
        'signTransaction, prepared': {
          run: async (given: Account, from: Address) => {
            const prepared = await prepare(from)
            return () => core.signTransaction(page.config, { ...prepared, chainId, ...given } as never)
          },
          prompts: atOnce,
          byObject: filledFirst,
        },
      }),
      sendCalls: {
        run: async (given) => () =>
          core.sendCalls(page.config, {
            calls: Array.from({ length: 5 }, () => ({ to, value: 1n })),
            ...given,
          } as never),
        prompts: filledFirst,
      },
    }

    const expectPrompts = (found: { prompts: typeof dapp.prompts }, { count, when }: Prompts): void => {
      expect(found.prompts).toHaveLength(count)
      expect(found.prompts[0]).toMatchObject(
        when === 'same task' ? { isSameTask: true, requests: 0 } : { isSameTask: false },
      )
    }

    describe.each(Object.entries(actions))('%s', (_name, action) => {
      const { run, prompts, byObject = prompts, reads = [] } = action
      test('without an account', async () => {
        expectPrompts(await dapp.click(await run({}, page.own)), prompts)
      })
      test('with an own address, in any case', async () => {
        for (const account of [page.own, page.own.toLowerCase() as Address])
          expectPrompts(await dapp.click(await run({ account }, page.own)), prompts)
      })
      test('with the address of the second account', async () => {
        expectPrompts(await dapp.click(await run({ account: page.second }, page.second)), prompts)
      })
      test('with the address of someone else: 4100, and no request to sign reaches the node', async () => {
        // Anvil has this key.
        const [stranger] = (await publicClient.request({ method: 'eth_accounts' as never })) as [Address]
        const found = await dapp.failingClick(await run({ account: stranger }, stranger))
        expect(codesOf(found.error)).toContain(4100)
        expect(found).toMatchObject({ prompts: [], requests: reads })
      })
      // wagmi takes its own client then, over the chain's transport, and not the connector's.
      test('with an account as an object', async () => {
        for (const address of [page.own, page.second]) {
          const account = (await page.connector.getAccount(address)) as never
          expectPrompts(await dapp.click(await run({ account }, address)), byObject)
        }
      })
    })

    test('what was prepared is sent from its account, or not at all', async () => {
      const { openConnected, failingClick } = openDapp(core, { anvil, signer })
      const { config, connector, own } = await openConnected()
      const prepared = await core.prepareTransactionRequest(config, { to, value: 1n })
      const hash = await core.sendTransaction(config, prepared as never)
      expect((await publicClient.getTransaction({ hash })).from).toBe(own.toLowerCase())
      const ofSecond = await core.sendTransaction(page.config, { to, from: page.second } as never)
      expect((await publicClient.getTransaction({ hash: ofSecond })).from).toBe(page.second.toLowerCase())
      // Another user, on a page that still has it.
      await core.disconnect(config)
      await core.connect(config, { connector, capabilities: { method: 'register' } } as never)
      const found = await failingClick(() => core.sendTransaction(config, prepared as never))
      expect(codesOf(found.error)).toContain(4100)
      expect(found).toMatchObject({ prompts: [], requests: [] })
    })

    test('signatures are the account’s own, whichever account they are of', async () => {
      for (const account of [undefined, page.own, page.second]) {
        const address = account ?? page.own
        const given = account === undefined ? {} : { account }
        const signature = await core.signMessage(page.config, { message: { raw: '0xff' }, ...given })
        expect(await publicClient.verifyMessage({ address, message: { raw: '0xff' }, signature })).toBe(true)
        const ofData = await core.signTypedData(page.config, { ...typedData, ...given })
        expect(await publicClient.verifyTypedData({ ...typedData, address, signature: ofData })).toBe(true)
      }
    })

    test('an authorization (EIP-7702) takes one prompt, and a transaction with it another', async () => {
      const client = await core.getWalletClient(page.config)
      const given = { contractAddress: zeroAddress, chainId, nonce: 0 }
      expectPrompts(await dapp.click(() => client.signAuthorization(given as never)), atOnce)
      const { result: hash, prompts } = await dapp.click(async () => {
        const authorization = await client.signAuthorization({
          contractAddress: zeroAddress,
          executor: 'self',
        } as never)
        return client.sendTransaction({ to: page.own, authorizationList: [authorization] } as never)
      })
      expect(prompts).toHaveLength(2)
      // It takes two nonces, and the node counts one until it is mined.
      expect((await publicClient.waitForTransactionReceipt({ hash })).status).toBe('success')
    })

    test('five calls in one batch: one prompt, and five receipts', async () => {
      const { result } = await dapp.click(() =>
        core.sendCalls(page.config, { calls: Array.from({ length: 5 }, () => ({ to, value: 1n })) } as never),
      )
      // Older versions of wagmi answer with the id alone.
      const id = typeof result === 'string' ? result : result.id
      const status = await core.waitForCallsStatus(page.config, { id, pollingInterval: 10 })
      expect(status.receipts).toHaveLength(5)
      expect(await core.getCapabilities(page.config, { chainId: chainId as never })).toEqual({
        atomic: { status: 'unsupported' },
      })
    })

    test('without the methods of EIP-5792, wagmi’s fallback takes one prompt for each call', async () => {
      const { openConnected, click, failingClick } = openDapp(
        core,
        { anvil, signer },
        { supports: { sendCalls: false } },
      )
      const { config } = await openConnected()
      const calls = [0, 1].map(() => ({ to, value: 1n }))
      const without = await failingClick(() => core.sendCalls(config, { calls } as never))
      expect(codesOf(without.error)).toContain(-32601)
      expect(without).toMatchObject({ prompts: [], requests: [] })
      const { prompts } = await click(() => core.sendCalls(config, { calls, experimental_fallback: true } as never))
      expect(prompts).toHaveLength(2)
    })

    if ('signTransaction' in core)
      test('signTransaction signs what it is given, as viem does; for an address, the provider fills it in first', async () => {
        const unfilled = { to, type: 'eip1559' }
        const asGiven = await dapp.click(() => core.signTransaction(page.config, unfilled as never))
        expectPrompts(asGiven, atOnce)
        expect(parseTransaction(asGiven.result as Hex).gas).toBe(undefined)
        const given = { ...unfilled, account: page.own }
        const { result, ...found } = await dapp.click(() => core.signTransaction(page.config, given as never))
        expectPrompts(found, filledFirst)
        expect(parseTransaction(result as Hex)).toMatchObject({ chainId, gas: 21_000n })
      })

    test('a node without eth_fillTransaction is asked for it once a page', async () => {
      const { openConnected, requests } = openDapp(
        core,
        { anvil, signer },
        {
          intercept: ({ method }) => {
            if (method === 'eth_fillTransaction') throw Object.assign(new Error('no such method'), { code: -32601 })
            return undefined
          },
        },
      )
      const { config } = await openConnected()
      for (let count = 0; count < 3; count++) await core.sendTransaction(config, { to })
      expect(requests.filter((method) => method === 'eth_fillTransaction')).toHaveLength(1)
    })

    test('chains: switching takes no prompt, an unknown one is 4902, and a transaction for another is signed for it', async () => {
      const { openConnected, click, failingClick, requests } = openDapp(core, { anvil, signer })
      const { config, connector } = await openConnected()
      const changes: unknown[] = []
      connector.emitter.on('change', ({ chainId }) => changes.push(chainId))
      const events: unknown[] = []
      const provider = await connector.getProvider()
      provider.on('chainChanged', (chainId) => events.push(chainId))
      const { prompts } = await click(() => core.switchChain(config, { chainId: otherChain.id as never }))
      expect([prompts, changes, await connector.getChainId(), config.state.chainId]).toEqual([
        [],
        [otherChain.id],
        otherChain.id,
        otherChain.id,
      ])
      await core.signMessage(config, { message: 'hi' })
      await expect(core.switchChain(config, { chainId: 1 as never })).rejects.toMatchObject({ code: 4902 })
      await expect(connector.getClient?.({ chainId: 1 })).rejects.toMatchObject({ code: 4902 })
      // Once, although it was switched to again.
      await core.switchChain(config, { chainId: otherChain.id as never })
      expect({ changes, events }).toEqual({ changes: [otherChain.id], events: [numberToHex(otherChain.id)] })
      // The chain that is not active.
      const hash = await core.sendTransaction(config, { to, chainId: chainId as never })
      expect((await publicClient.getTransaction({ hash })).chainId).toBe(chainId)
      expect(await connector.getChainId()).toBe(otherChain.id)
      // The node of the active chain says that it is another one's.
      requests.length = 0
      const wrong = await failingClick(() => core.sendTransaction(config, { to }))
      expect(wrong.prompts).toEqual([])
      expect(wrong.error).toMatchObject({ message: expect.stringContaining('chain') })
    })

    test('what the wallet does not do fails with its code', async () => {
      const asset = { type: 'ERC20', options: { address: to, symbol: 'T', decimals: 18 } } as const
      await expect(core.watchAsset(page.config, asset)).rejects.toMatchObject({ code: 4200 })
    })

    test('the provider of the connector is the one of the account', async () => {
      const provider = await page.connector.getProvider()
      expect(await provider.request({ method: 'eth_chainId' })).toBe(numberToHex(chainId))
      expect(await provider.request({ method: 'personal_sign', params: ['0x00', page.own] })).toBe(
        await (await page.connector.getAccount()).signMessage({ message: { raw: '0x00' as Hex } }),
      )
    })
  })
}

/** The codes of an error and of everything it was caused by. */
export function codesOf(thrown: unknown): unknown[] {
  if (!(thrown instanceof Error)) return []
  return [(thrown as { code?: unknown }).code, ...codesOf(thrown.cause)]
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEther } from 'viem'
import { createPasskey, createSignerClient, type PasskeyWallet, webAuthnStamper } from 'viem-passkey-account'
import { submit } from 'viem-passkey-account/actions'
import { createLocalSigner, type LocalSigner, listen } from 'viem-passkey-account/signer'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { type Anvil, startAnvil } from 'viem-passkey-account/testing/node'
import { openPasskeyFile } from './openPasskeyFile.ts'
import { startScript } from './startScript.ts'

/** Everything the scripts need, on this machine. */
export type LocalStack = {
  anvil: Anvil
  signer: LocalSigner
  /** Holds wallet.json, passkey.json and second.passkey.json. Deleted by `close`. */
  directory: string
  /** The scripts' environment variables. */
  env: Record<string, string>
  wallet: PasskeyWallet
  /** Adds a second owner, whose passkey is in second.passkey.json, and requires both from now on. @returns their userId. */
  requireSecondOwner(): Promise<string>
  close(): Promise<void>
}

/**
 * Starts Anvil and the local signer, and creates a wallet with 100 ether by running createWallet.ts.
 *
 * @param options.signer Options of {@link createLocalSigner}.
 * @param options.bundles See {@link startScript}.
 */
export async function startLocalStack({
  signer: options,
  bundles,
}: {
  signer?: createLocalSigner.Parameters
  bundles?: string
} = {}): Promise<LocalStack> {
  const directory = mkdtempSync(join(tmpdir(), 'scripts-'))
  const closeFns: (() => Promise<void> | void)[] = [() => rmSync(directory, { recursive: true, force: true })]
  const close = async (): Promise<void> => {
    for (const closeFn of closeFns.splice(0).reverse()) await closeFn()
  }
  try {
    const anvil = await startAnvil()
    closeFns.push(anvil.stop)
    const signer = await createLocalSigner(options)
    closeFns.push(signer.close)
    const server = await listen(signer, { port: 0 })
    closeFns.push(server.close)

    const pathOf = (name: string): string => join(directory, name)
    writeFileSync(pathOf('parent.key.json'), JSON.stringify(signer.apiKey), { mode: 0o600 })
    const env = {
      RPC_URL: anvil.url,
      SIGNER_URL: server.url,
      ORGANIZATION_ID: signer.organizationId,
      PARENT_KEY_FILE: pathOf('parent.key.json'),
      WALLET_FILE: pathOf('wallet.json'),
      STAMPER: `passkey:${pathOf('passkey.json')}`,
    }
    const { ended } = startScript(
      ['createWallet', '--name', 'bot', '--wallet', pathOf('wallet.json'), '--passkey', pathOf('passkey.json')],
      { env, cwd: directory, bundles },
    )
    const { code, stderr } = await ended
    if (code !== 0) throw new Error(`createWallet.ts exited with ${code}: ${stderr}`)
    const wallet: PasskeyWallet = JSON.parse(readFileSync(pathOf('wallet.json'), 'utf8'))
    await anvil.testClient.setBalance({ address: wallet.address, value: parseEther('100') })

    const requireSecondOwner = async (): Promise<string> => {
      const { passkey, rpId } = openPasskeyFile(pathOf('passkey.json'))
      const client = createSignerClient({ url: server.url, stamper: webAuthnStamper({ rpId, getFn: passkey.getFn }) })
      return addOwner(client, wallet, pathOf('second.passkey.json'))
    }
    return { anvil, signer, directory, env, wallet, requireSecondOwner, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Adds a second user and raises the root quorum to two. Only the first owner can do that. */
async function addOwner(
  client: ReturnType<typeof createSignerClient>,
  { organizationId, userId }: PasskeyWallet,
  file: string,
): Promise<string> {
  const [rpId, origin, name] = ['localhost', 'http://localhost', 'second']
  const authenticator = createVirtualPasskey({ rpId, origin })
  const { challenge, attestation } = await createPasskey({
    rp: { id: rpId },
    user: { name },
    createFn: authenticator.createFn,
  })
  writeFileSync(file, JSON.stringify(await authenticator.save()), { mode: 0o600 })

  const authenticators = [{ authenticatorName: 'Passkey', challenge, attestation }]
  const users = [{ userName: name, authenticators, apiKeys: [], oauthProviders: [], userTags: [] }]
  const type = 'ACTIVITY_TYPE_CREATE_USERS_V4'
  const { result } = await submit(client, { type, organizationId, parameters: { users } })
  const created = result?.createUsersResult
  const [second] = typeof created === 'object' && created && 'userIds' in created ? [created.userIds].flat() : []
  const parameters = { threshold: 2, userIds: [userId, String(second)] }
  await submit(client, { type: 'ACTIVITY_TYPE_UPDATE_ROOT_QUORUM', organizationId, parameters })
  return String(second)
}

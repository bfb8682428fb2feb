import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEther } from 'viem'
import { createPasskey, createSignerClient, type PasskeyWallet, webAuthnStamper } from 'viem-passkey-account'
import { submit } from 'viem-passkey-account/actions'
import { createLocalSigner, type LocalSigner, listen } from 'viem-passkey-account/signer'
import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { type Anvil, startAnvil } from 'viem-passkey-account/testing/node'
import { openPasskeyFile } from './passkeyFile.ts'
import { startScript } from './startScript.ts'

/** Everything that the scripts need, on this machine. */
export type Local = {
  anvil: Anvil
  signer: LocalSigner
  /** Where the files are: wallet.json, passkey.json, other.passkey.json. Gone with `close`. */
  directory: string
  /** What the scripts read from the environment. */
  env: Record<string, string>
  wallet: PasskeyWallet
  /** Demands a second owner from now on, whose passkey is in other.passkey.json. @returns their userId. */
  demandOther(): Promise<string>
  close(): Promise<void>
}

/**
 * Starts Anvil and the local signer, and makes a wallet with createWallet.ts that has 100 ether.
 *
 * @param options.signer What {@link createLocalSigner} takes.
 */
export async function startLocal({ signer: options }: { signer?: createLocalSigner.Parameters } = {}): Promise<Local> {
  const directory = mkdtempSync(join(tmpdir(), 'scripts-'))
  const closing: (() => Promise<void> | void)[] = [() => rmSync(directory, { recursive: true, force: true })]
  const close = async (): Promise<void> => {
    for (const each of closing.splice(0).reverse()) await each()
  }
  try {
    const anvil = await startAnvil()
    closing.push(anvil.stop)
    const signer = await createLocalSigner(options)
    closing.push(signer.close)
    const server = await listen(signer, { port: 0 })
    closing.push(server.close)

    const at = (name: string): string => join(directory, name)
    writeFileSync(at('parent.key.json'), JSON.stringify(signer.apiKey), { mode: 0o600 })
    const env = {
      RPC_URL: anvil.url,
      SIGNER_URL: server.url,
      ORGANIZATION_ID: signer.organizationId,
      PARENT_KEY_FILE: at('parent.key.json'),
      WALLET_FILE: at('wallet.json'),
      STAMPER: `passkey:${at('passkey.json')}`,
    }
    const made = startScript(
      ['createWallet', '--name', 'bot', '--wallet', at('wallet.json'), '--passkey', at('passkey.json')],
      { env, cwd: directory },
    )
    const { code, stderr } = await made.ended
    if (code !== 0) throw new Error(`createWallet.ts ended with ${code}: ${stderr}`)
    const wallet: PasskeyWallet = JSON.parse(readFileSync(at('wallet.json'), 'utf8'))
    await anvil.testClient.setBalance({ address: wallet.address, value: parseEther('100') })

    const demandOther = async (): Promise<string> => {
      const { passkey, rpId } = openPasskeyFile(at('passkey.json'))
      const client = createSignerClient({ url: server.url, stamper: webAuthnStamper({ rpId, getFn: passkey.getFn }) })
      return addOwner(client, wallet, at('other.passkey.json'))
    }
    return { anvil, signer, directory, env, wallet, demandOther, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The first owner's own decision: a second user, and both of them for whatever is asked from then on. */
async function addOwner(
  client: ReturnType<typeof createSignerClient>,
  { organizationId, userId }: PasskeyWallet,
  file: string,
): Promise<string> {
  const [rpId, origin, name] = ['localhost', 'http://localhost', 'other']
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
  const [other] = typeof created === 'object' && created && 'userIds' in created ? [created.userIds].flat() : []
  const parameters = { threshold: 2, userIds: [userId, String(other)] }
  await submit(client, { type: 'ACTIVITY_TYPE_UPDATE_ROOT_QUORUM', organizationId, parameters })
  return String(other)
}

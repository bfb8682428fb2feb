import { createVirtualPasskey } from 'viem-passkey-account/testing'
import { expect, test } from 'vitest'
import { describeSigner, type SignerContext } from './describeSigner.js'
import { type Answer, apiKeyParams, at, ethereumAccount, keyPair, register, textAt } from './testClient.js'

const createV8 = 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8'
const signRaw = 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2'
const hello = { payload: 'hello', encoding: 'PAYLOAD_ENCODING_TEXT_UTF8', hashFunction: 'HASH_FUNCTION_KECCAK256' }
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

function create(context: SignerContext, changes: Record<string, unknown>, type = createV8): Promise<Answer> {
  return context.submit(context.signer.apiKey, type, {
    subOrganizationName: 'Ada',
    rootUsers: [{ userName: 'Ada', apiKeys: [apiKeyParams(keyPair())], authenticators: [], oauthProviders: [] }],
    rootQuorumThreshold: 1,
    ...changes,
  })
}

describeSigner('a new sub-organization', {}, (context) => {
  test.each([
    [createV8, 'createSubOrganizationIntentV8', 'createSubOrganizationResultV8'],
    ['ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V7', 'createSubOrganizationIntentV7', 'createSubOrganizationResultV7'],
  ])('%s', async (type, intent, result) => {
    const { signer, query } = context
    const ada = await register()
    // Official clients send null for absent fields.
    const answer = await create(
      context,
      {
        rootUsers: [
          {
            userName: 'Ada',
            userEmail: 'ada@example.com',
            userPhoneNumber: null,
            apiKeys: [],
            authenticators: [ada.params],
            oauthProviders: [],
          },
        ],
        wallet: { walletName: 'Wallet', accounts: [ethereumAccount], mnemonicLength: null },
        disableEmailAuth: null,
        unheardOf: true,
      },
      type,
    )
    expect(answer.status, answer.text).toBe(200)
    const activity = at(answer.body, 'activity')
    expect(activity).toMatchObject({
      organizationId: signer.organizationId,
      status: 'ACTIVITY_STATUS_COMPLETED',
      type,
      failure: null,
      appProofs: [],
    })
    expect(at(activity, 'intent')).toEqual({
      [intent]: {
        subOrganizationName: 'Ada',
        rootUsers: [
          {
            userName: 'Ada',
            userEmail: 'ada@example.com',
            apiKeys: [],
            authenticators: [ada.params],
            oauthProviders: [],
          },
        ],
        rootQuorumThreshold: 1,
        wallet: { walletName: 'Wallet', accounts: [ethereumAccount] },
      },
    })
    expect(at(activity, 'result')).toEqual({
      [result]: {
        subOrganizationId: expect.stringMatching(uuid),
        wallet: {
          walletId: expect.stringMatching(uuid),
          addresses: [expect.stringMatching(/^0x[0-9a-fA-F]{40}$/)],
        },
        rootUserIds: [expect.stringMatching(uuid)],
      },
    })
    const organizationId = textAt(activity, `result.${result}.subOrganizationId`)
    expect(await query(ada, 'whoami', organizationId)).toMatchObject({
      body: { organizationId, organizationName: 'Ada', username: 'Ada' },
    })
    const accounts = await query(ada, 'list_wallet_accounts', organizationId, { includeWalletDetails: true })
    expect(at(accounts.body, 'accounts')).toEqual([
      {
        walletAccountId: expect.stringMatching(uuid),
        organizationId,
        walletId: textAt(activity, `result.${result}.wallet.walletId`),
        ...ethereumAccount,
        address: textAt(activity, `result.${result}.wallet.addresses.0`),
        publicKey: expect.stringMatching(/^0[23][0-9a-f]{64}$/),
        createdAt: { seconds: expect.stringMatching(/^[0-9]+$/), nanos: '0' },
        updatedAt: { seconds: expect.stringMatching(/^[0-9]+$/), nanos: '0' },
        walletDetails: expect.objectContaining({ walletName: 'Wallet', exported: false, imported: false }),
      },
    ])
  })

  test('is created without the arrays that official samples leave out', async () => {
    const answer = await create(context, { rootUsers: [{ userName: 'Ada', apiKeys: [apiKeyParams(keyPair())] }] })
    expect(answer.status, answer.text).toBe(200)
    expect(at(answer.body, 'activity.result.createSubOrganizationResultV8')).not.toHaveProperty('wallet')
  })

  test.each([
    ['no root users', { rootUsers: [] }, /rootUsers/],
    ['a user without credentials', { rootUsers: [{ userName: 'Ada' }] }, /^user missing valid credential: Ada$/],
    ['a quorum of none', { rootQuorumThreshold: 0 }, /^quorum threshold must be non-zero integer$/],
    ['a quorum of more than there are', { rootQuorumThreshold: 2 }, /^quorum users missing$/],
    ['a quorum that is a string', { rootQuorumThreshold: '1' }, /rootQuorumThreshold/],
    [
      'no name',
      { subOrganizationName: undefined },
      /^invalid request body: missing field `parameters.subOrganizationName`$/,
    ],
    [
      'a bad path',
      { wallet: { walletName: 'W', accounts: [{ ...ethereumAccount, path: "44'/60'" }] } },
      /^invalid path$/,
    ],
    [
      'a path too far',
      { wallet: { walletName: 'W', accounts: [{ ...ethereumAccount, path: 'm/2147483648' }] } },
      /^invalid path$/,
    ],
    [
      'a path format',
      { wallet: { walletName: 'W', accounts: [{ ...ethereumAccount, pathFormat: 'X' }] } },
      /^invalid path format$/,
    ],
    ['a curve', { wallet: { walletName: 'W', accounts: [{ ...ethereumAccount, curve: 'X' }] } }, /^invalid curve$/],
    ['no curve', { wallet: { walletName: 'W', accounts: [{ ...ethereumAccount, curve: null }] } }, /^curve required$/],
    [
      'an address format',
      { wallet: { walletName: 'W', accounts: [{ ...ethereumAccount, addressFormat: 'x' }] } },
      /^invalid address format$/,
    ],
    ['13 words', { wallet: { walletName: 'W', accounts: [], mnemonicLength: 13 } }, /mnemonicLength/],
    [
      'an API key off its curve',
      { rootUsers: [{ userName: 'A', apiKeys: [{ ...apiKeyParams(keyPair()), publicKey: `02${'f'.repeat(64)}` }] }] },
      /^invalid api key public key/,
    ],
    [
      'an API key of another curve',
      { rootUsers: [{ userName: 'A', apiKeys: [{ ...apiKeyParams(keyPair()), curveType: 'API_KEY_CURVE_ED25519' }] }] },
      /^invalid api key public key/,
    ],
    [
      'an API key that ends at once',
      { rootUsers: [{ userName: 'A', apiKeys: [{ ...apiKeyParams(keyPair()), expirationSeconds: '0' }] }] },
      /^invalid api key expiration$/,
    ],
    [
      'an address for an e-mail',
      { rootUsers: [{ userName: 'A', userEmail: 'x', apiKeys: [apiKeyParams(keyPair())] }] },
      /^invalid email address$/,
    ],
  ])('is refused with %s', async (_, changes, message) => {
    const answer = await create(context, changes)
    expect(answer).toMatchObject({ status: 400, body: { code: 3 } })
    expect(textAt(answer.body, 'message')).toMatch(message)
  })

  test('is refused with features that the local signer does not have', async () => {
    for (const changes of [
      { rootUsers: [{ userName: 'A', oauthProviders: [{ providerName: 'X', oidcToken: 'x' }] }] },
      { verificationToken: 'x' },
      { wallet: { walletName: 'W', accounts: [{ ...ethereumAccount, curve: 'CURVE_ED25519' }] } },
      { wallet: { walletName: 'W', accounts: [{ ...ethereumAccount, addressFormat: 'ADDRESS_FORMAT_SOLANA' }] } },
    ])
      expect(await create(context, changes)).toMatchObject({ status: 501, body: { code: 12 } })
  })

  test('is created completely or not at all', async () => {
    const { signer, query } = context
    const ada = await register()
    const key = keyPair()
    const rootUsers = [
      { userName: 'Ada', authenticators: [ada.params], apiKeys: [apiKeyParams(key)] },
      { userName: 'Eve', apiKeys: [apiKeyParams(key)] },
    ]
    expect(await create(context, { rootUsers })).toMatchObject({
      status: 400,
      body: { message: `user credential public keys must be unique: ${key.publicKey}` },
    })
    expect(await query(ada, 'whoami', signer.organizationId)).toMatchObject({ status: 401 })
    expect(await query(key, 'whoami', signer.organizationId)).toMatchObject({ status: 403 })
  })

  test('cannot create one itself', async () => {
    const { createSubOrganization, submit } = context
    const key = keyPair()
    const { id } = await createSubOrganization([{ apiKeys: [key] }])
    const parameters = {
      subOrganizationName: 'x',
      rootUsers: [{ userName: 'x', apiKeys: [apiKeyParams(keyPair())] }],
      rootQuorumThreshold: 1,
    }
    expect(await submit(key, createV8, parameters, { organizationId: id })).toMatchObject({
      status: 400,
      body: { turnkeyErrorCode: 'INVALID_ACTIVITY_CALLER' },
    })
  })
})

const flags = (bytes: Buffer): number => 37 + bytes.indexOf('authData') - 37 + 8 + 2 + 32

describeSigner('registering a passkey', {}, (context) => {
  const withAttestation = async (
    change: (attestation: { credentialId: string; clientDataJson: string; attestationObject: string }) => object,
    challenge?: string,
  ) => {
    const { params } = await register()
    return create(context, {
      rootUsers: [
        {
          userName: 'Ada',
          authenticators: [
            {
              ...params,
              challenge: challenge ?? params.challenge,
              attestation: { ...params.attestation, ...change(params.attestation) },
            },
          ],
        },
      ],
    })
  }
  const object = (change: (bytes: Buffer) => Buffer) => (attestation: { attestationObject: string }) => ({
    attestationObject: change(Buffer.from(attestation.attestationObject, 'base64url')).toString('base64url'),
  })
  const client = (changes: object) => (attestation: { clientDataJson: string }) => ({
    clientDataJson: Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(attestation.clientDataJson, 'base64url').toString()), ...changes }),
    ).toString('base64url'),
  })
  const flip = (offset: (bytes: Buffer) => number, value: (byte: number) => number) => (bytes: Buffer) => {
    const copy = Buffer.from(bytes)
    const at = offset(copy)
    copy.writeUInt8(value(copy.readUInt8(at)), at)
    return copy
  }

  test('accepts extra keys in client data, which browsers add', async () => {
    expect((await withAttestation(client({ other_keys_can_be_added_here: 'x', crossOrigin: false }))).status).toBe(200)
  })

  test.each([
    ['another type', client({ type: 'webauthn.get' }), 'clientDataJson.type must be webauthn.create'],
    ['another challenge', client({ challenge: 'AAAA' }), 'ChallengeMismatch'],
    [
      'another origin',
      client({ origin: 'https://evil.example' }),
      'origin "https://evil.example" is not allowed (allowed: http(s)://localhost on any port)',
    ],
    ['client data that is no JSON', () => ({ clientDataJson: 'AAAA' }), 'clientDataJson is malformed'],
    ['client data in base64', () => ({ clientDataJson: 'a+/=' }), 'clientDataJson is malformed'],
    [
      'another credential id',
      () => ({ credentialId: 'AAAA' }),
      'the credential id is not the one in attestationObject',
    ],
    ['an object in base64', () => ({ attestationObject: 'a+/=' }), 'attestationObject is malformed'],
    ['an object that is no CBOR', () => ({ attestationObject: '_w' }), 'attestationObject is malformed'],
    ['an empty map', () => ({ attestationObject: 'oA' }), 'attestationObject is malformed'],
    [
      'an algorithm that is not taken',
      // Label 3 of the COSE key, from ES256 (-7) to EdDSA (-8).
      object((bytes) => Buffer.from(bytes.toString('hex').replace('a5010203262001', 'a5010203272001'), 'hex')),
      "the passkey's algorithm EdDSA (-8) is not supported; ES256 (-7) and RS256 (-257) are",
    ],
    ['a truncated object', object((bytes) => bytes.subarray(0, -1)), 'attestationObject is malformed'],
    [
      'bytes after the object',
      object((bytes) => Buffer.concat([bytes, Buffer.from([0])])),
      'attestationObject is malformed',
    ],
    [
      'an indefinite length',
      object((bytes) => Buffer.concat([Buffer.from([0xbf]), bytes.subarray(1), Buffer.from([0xff])])),
      'attestationObject is malformed',
    ],
    ['lists without end', object(() => Buffer.alloc(20_000, 0x81)), 'attestationObject is malformed'],
    [
      'a length beyond the end',
      object(() => Buffer.from('a16861757468446174615affffffff00', 'hex')),
      'attestationObject is malformed',
    ],
    ['no user presence', object(flip(flags, (byte) => byte & ~0x01)), 'attestationObject is malformed'],
    ['no key', object(flip(flags, (byte) => byte & ~0x40)), 'attestationObject is malformed'],
    ['extensions it does not have', object(flip(flags, (byte) => byte | 0x80)), 'attestationObject is malformed'],
    [
      'a backup of what cannot be backed up',
      object(flip(flags, (byte) => (byte | 0x10) & ~0x08)),
      'attestationObject is malformed',
    ],
    [
      'a key off its curve',
      object(
        flip(
          (bytes) => bytes.length - 1,
          (byte) => byte ^ 1,
        ),
      ),
      "the passkey's key is not a point on P-256",
    ],
  ])('is refused with %s', async (_, change, reason) => {
    expect(await withAttestation(change)).toMatchObject({
      status: 400,
      body: { code: 3, message: `invalid authenticator attestation: ${reason}` },
    })
  })

  test('is refused with another challenge in the request', async () => {
    expect(await withAttestation(() => ({}), 'AAAA')).toMatchObject({
      status: 400,
      body: { message: 'invalid authenticator attestation: ChallengeMismatch' },
    })
    expect(await withAttestation(() => ({}), 'A'.repeat(257))).toMatchObject({ status: 400 })
  })

  test('is refused without an attestation', async () => {
    const { params } = await register()
    const rootUsers = [{ userName: 'Ada', authenticators: [{ ...params, attestation: null }] }]
    expect(await create(context, { rootUsers })).toMatchObject({
      status: 400,
      body: { message: 'missing parameter: user authenticator attestation' },
    })
  })
})

describeSigner('a passkey of one RP ID', { origins: ['https://app.example.com'] }, (context) => {
  test('cannot stamp with another RP ID', async () => {
    const { createSubOrganization, query } = context
    const origin = 'https://app.example.com'
    const ada = await register({ rpId: 'example.com', origin })
    const { id } = await createSubOrganization([{ authenticators: [ada] }])
    expect(await query(ada, 'whoami', id)).toMatchObject({ status: 200 })
    const rpId = 'app.example.com'
    const saved = await ada.passkey.save()
    const passkey = createVirtualPasskey({
      rpId,
      origin,
      credentials: saved.credentials.map((credential) => ({ ...credential, rpId })),
    })
    expect(await query({ ...ada, passkey, rpId }, 'whoami', id)).toMatchObject({
      status: 401,
      body: { message: 'could not verify WebAuthN signature: the RP ID is not the one of the registration' },
    })
  })
})

describeSigner('a parent organization', {}, (context) => {
  test('reads its sub-organizations', async () => {
    const { signer, createSubOrganization, query, submit } = context
    const ada = await register()
    const { id, address } = await createSubOrganization([{ authenticators: [ada] }])
    const signed = await submit(ada, signRaw, { signWith: address, ...hello }, { organizationId: id })
    const activityId = textAt(signed.body, 'activity.id')
    const read = await query(signer.apiKey, 'get_activity', id, { activityId })
    expect(read.body).toMatchObject({ activity: { id: activityId, result: at(signed.body, 'activity.result') } })
    for (const name of ['list_wallets', 'list_wallet_accounts'])
      expect(await query(signer.apiKey, name, id)).toMatchObject({ status: 200 })
    expect(await query(signer.apiKey, 'whoami', id)).toMatchObject({
      body: { organizationId: signer.organizationId },
    })
  })

  test('changes nothing in them', async () => {
    const { signer, createSubOrganization, submit } = context
    const { id, address } = await createSubOrganization([{ authenticators: [await register()] }])
    expect(await submit(signer.apiKey, signRaw, { signWith: address, ...hello }, { organizationId: id })).toMatchObject(
      {
        status: 403,
        body: { code: 7, message: 'request not authorized', turnkeyErrorCode: 'REQUEST_NOT_AUTHORIZED' },
      },
    )
    expect(
      await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W' }, { organizationId: id }),
    ).toMatchObject({
      status: 400,
      body: {
        code: 3,
        message: `organization mismatch: request is targeting organization ("${id}"), but voters are in organization ("${signer.organizationId}")`,
        turnkeyErrorCode: 'ORGANIZATION_MISMATCH',
      },
    })
    // Nor with their keys as the parent.
    expect(await submit(signer.apiKey, signRaw, { signWith: address, ...hello })).toMatchObject({ status: 404 })
  })

  test('cannot be read by its sub-organizations, nor they by each other', async () => {
    const { signer, createSubOrganization, query, submit } = context
    const ada = await register()
    const eve = keyPair()
    const { id } = await createSubOrganization([{ authenticators: [ada] }])
    await createSubOrganization([{ apiKeys: [eve] }])
    expect(await query(ada, 'list_wallets', signer.organizationId)).toMatchObject({ status: 401 })
    expect(await query(eve, 'list_wallets', id)).toMatchObject({ status: 401 })
    expect(await query(eve, 'whoami', id)).toMatchObject({ status: 403 })
    expect(await submit(eve, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W' }, { organizationId: id })).toMatchObject(
      { status: 401 },
    )
  })

  test('can be named in whoami instead of the credential’s sub-organization', async () => {
    const { signer, createSubOrganization, query } = context
    const ada = await register()
    const key = keyPair()
    const { id } = await createSubOrganization([{ authenticators: [ada], apiKeys: [key] }])
    for (const caller of [ada, key])
      expect(await query(caller, 'whoami', signer.organizationId)).toMatchObject({ body: { organizationId: id } })
    await createSubOrganization([{ authenticators: [ada], apiKeys: [key] }])
    expect(await query(ada, 'whoami', signer.organizationId)).toMatchObject({
      status: 401,
      body: {
        message: 'more than one suborg associated with a credential ID',
        turnkeyErrorCode: 'CREDENTIAL_CONFLICT',
      },
    })
    expect(await query(key, 'whoami', signer.organizationId)).toMatchObject({
      status: 401,
      body: { message: 'more than one suborg associated with a public key', turnkeyErrorCode: 'CREDENTIAL_CONFLICT' },
    })
    expect(await query(ada, 'whoami', id)).toMatchObject({ body: { organizationId: id } })
  })
})

describeSigner('an activity', {}, (context) => {
  test('can be read by its id in its organization only', async () => {
    const { signer, createSubOrganization, submit, query } = context
    const key = keyPair()
    const { id } = await createSubOrganization([{ apiKeys: [key] }])
    const made = await submit(key, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'W' }, { organizationId: id })
    const activityId = textAt(made.body, 'activity.id')
    expect(activityId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    expect((await query(key, 'get_activity', id, { activityId })).body).toEqual(made.body)
    expect(await query(signer.apiKey, 'get_activity', signer.organizationId, { activityId })).toMatchObject({
      status: 403,
      body: { code: 7 },
    })
    expect(await query(key, 'get_activity', id, { activityId: 'nothing' })).toMatchObject({
      status: 404,
      body: { code: 5, message: 'activity ID: "nothing" not found', turnkeyErrorCode: 'NOT_FOUND' },
    })
    expect(await query(key, 'get_activity', id)).toMatchObject({ status: 400 })
  })
})

describeSigner('wallets', {}, (context) => {
  test('have unique names, and accounts unique paths', async () => {
    const { signer, submit } = context
    const make = (parameters: object) => submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', parameters)
    expect(await make({ walletName: 'W', accounts: [] })).toMatchObject({ status: 200 })
    expect(await make({ walletName: 'W', accounts: [] })).toMatchObject({ status: 409, body: { code: 6 } })
    const twice = await make({ walletName: 'X', accounts: [ethereumAccount, ethereumAccount] })
    expect(twice).toMatchObject({ status: 409, body: { code: 6 } })
    expect(textAt(twice.body, 'message')).toMatch(/^path already exists in wallet account /)
    expect(await make({ walletName: 'X', accounts: [ethereumAccount] })).toMatchObject({ status: 200 })
  })

  test('have addresses in every format of the curve', async () => {
    const { signer, submit } = context
    const formats = ['ADDRESS_FORMAT_ETHEREUM', 'ADDRESS_FORMAT_COMPRESSED', 'ADDRESS_FORMAT_UNCOMPRESSED']
    const made = await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', {
      walletName: 'W',
      accounts: formats.map((addressFormat) => ({ ...ethereumAccount, addressFormat })),
    })
    expect(at(made.body, 'activity.result.createWalletResult.addresses')).toEqual([
      expect.stringMatching(/^0x[0-9a-fA-F]{40}$/),
      expect.stringMatching(/^0[23][0-9a-f]{64}$/),
      expect.stringMatching(/^04[0-9a-f]{128}$/),
    ])
    const signWith = textAt(made.body, 'activity.result.createWalletResult.addresses.1')
    expect(await submit(signer.apiKey, signRaw, { signWith, ...hello })).toMatchObject({ status: 200 })
  })

  test('list their accounts in pages, in both directions', async () => {
    const { signer, submit, query } = context
    const made = await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', {
      walletName: 'W',
      accounts: Array.from({ length: 12 }, (_, index) => ({ ...ethereumAccount, path: `m/${index}` })),
    })
    const walletId = textAt(made.body, 'activity.result.createWalletResult.walletId')
    const page = async (
      paginationOptions?: Record<string, string>,
    ): Promise<{ path: string; walletAccountId: string }[]> => {
      const answer = await query(signer.apiKey, 'list_wallet_accounts', signer.organizationId, {
        walletId,
        paginationOptions,
      })
      expect(answer.status, answer.text).toBe(200)
      return at(answer.body, 'accounts') as { path: string; walletAccountId: string }[]
    }
    const paths = (accounts: { path: string }[]) => accounts.map(({ path }) => Number(path.slice(2)))
    const first = await page()
    expect(paths(first)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    const after = first.at(-1)?.walletAccountId ?? ''
    const second = await page({ after })
    expect(paths(second)).toEqual([10, 11])
    expect(paths(await page({ before: second[0]?.walletAccountId ?? '', limit: '3' }))).toEqual([7, 8, 9])
    for (const paginationOptions of [{ limit: '0' }, { limit: '101' }, { limit: 'x' }, { limit: 5 }, { after: 'x' }])
      expect(
        await query(signer.apiKey, 'list_wallet_accounts', signer.organizationId, { paginationOptions }),
      ).toMatchObject({ status: 400 })
    expect(await query(signer.apiKey, 'list_wallet_accounts', signer.organizationId, { walletId: 'x' })).toMatchObject({
      status: 404,
    })
    const other = await submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'Other', accounts: [] })
    expect(
      await query(signer.apiKey, 'list_wallet_accounts', signer.organizationId, {
        walletId: textAt(other.body, 'activity.result.createWalletResult.walletId'),
        paginationOptions: { after },
      }),
    ).toMatchObject({ status: 400, body: { message: `invalid pagination cursor: ${after}` } })
  })
})

describeSigner('an imported key', {}, (context) => {
  test('is refused the second time, or when malformed', async () => {
    const { signer } = context
    const { organizationId } = signer
    const privateKey = '11'.repeat(32)
    expect(await signer.importPrivateKey({ organizationId, privateKey, name: 'One' })).toEqual({
      privateKeyId: expect.stringMatching(uuid),
      address: '0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A',
    })
    await expect(signer.importPrivateKey({ organizationId, privateKey: `0x${privateKey}` })).rejects.toMatchObject({
      name: 'SignerOptionError',
      message: expect.stringMatching(/already been imported/),
    })
    await expect(
      signer.importPrivateKey({ organizationId, privateKey: '22'.repeat(32), name: 'One' }),
    ).rejects.toMatchObject({ name: 'SignerOptionError', message: expect.stringMatching(/label must be unique/) })
    for (const none of ['', '0x', '11'.repeat(31), 'zz'.repeat(32), '00'.repeat(32), 'ff'.repeat(32)])
      await expect(signer.importPrivateKey({ organizationId, privateKey: none })).rejects.toMatchObject({
        name: 'SignerOptionError',
        option: 'privateKey',
        message:
          'The private key is not a secp256k1 key. Pass 32 bytes in hex, with or without 0x, between 1 and the order of the curve.',
      })
    await expect(
      signer.importPrivateKey({ organizationId: '99999999-9999-4999-8999-999999999999', privateKey }),
    ).rejects.toMatchObject({ name: 'SignerOptionError', option: 'organizationId' })
  })
})

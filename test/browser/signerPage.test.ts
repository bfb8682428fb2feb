import {
  encodeFunctionData,
  erc20Abi,
  hexToString,
  maxUint256,
  parseEther,
  serializeTransaction,
  toPrefixedMessage,
} from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { at, ethereumAccount, keyPair, register, textAt } from '../signer/testClient.js'
import { auditPage } from './harness/auditPage.js'
import { type Chromium, openChromium } from './harness/openChromium.js'
import { type OpenedSigner, openSigner } from './harness/openSigner.js'
import { saveScreenshot } from './harness/saveScreenshot.js'
import { servePage } from './harness/servePage.js'

let chromium: Chromium
beforeAll(async () => {
  chromium = await openChromium()
})
afterAll(() => chromium.close())

const permit = {
  domain: {
    name: 'USD Coin',
    version: '2',
    chainId: 8453,
    verifyingContract: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913',
  },
  types: {
    Permit: [
      { name: 'owner', type: 'address' },
      { name: 'spender', type: 'address' },
      { name: 'value', type: 'uint256' },
      { name: 'nonce', type: 'uint256' },
      { name: 'deadline', type: 'uint256' },
    ],
  },
  primaryType: 'Permit',
  message: {
    owner: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
    spender: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
    value: '25000000',
    nonce: '0',
    deadline: '1795620000',
  },
}

/** Submits activities of many kinds, as an app would. */
async function submitActivities({ client, signer }: OpenedSigner): Promise<void> {
  const [passkey, apiKey, second] = [await register(), keyPair(), keyPair()]
  const ada = await client.createSubOrganization([{ authenticators: [passkey], apiKeys: [apiKey] }])
  const options = { organizationId: ada.id }
  const payload = (payload: string, encoding: string, hash = 'NO_OP') =>
    client.submit(
      passkey,
      'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
      {
        signWith: ada.address,
        payload,
        encoding: `PAYLOAD_ENCODING_${encoding}`,
        hashFunction: `HASH_FUNCTION_${hash}`,
      },
      options,
    )
  const transaction = (
    caller: typeof passkey | typeof apiKey,
    to: `0x${string}` | undefined,
    value: bigint,
    data?: `0x${string}`,
  ) =>
    client.submit(
      caller,
      'ACTIVITY_TYPE_SIGN_TRANSACTION_V2',
      {
        signWith: ada.address,
        type: 'TRANSACTION_TYPE_ETHEREUM',
        unsignedTransaction: serializeTransaction({
          chainId: 8453,
          nonce: 3,
          gas: 65_000n,
          maxFeePerGas: 1_200_000_000n,
          maxPriorityFeePerGas: 1_000_000n,
          to: to ?? null,
          value,
          ...(data ? { data } : {}),
        }).slice(2),
      },
      options,
    )
  await client.createSubOrganization([{ apiKeys: [keyPair()] }])
  await transaction(passkey, '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', parseEther('0.25'))
  await payload(hexToString(toPrefixedMessage('Sign in to Example\n\nNonce: 8a7f')), 'TEXT_UTF8', 'KECCAK256')
  await payload('ab'.repeat(32), 'HEXADECIMAL')
  await client.submit(
    passkey,
    'ACTIVITY_TYPE_STAMP_LOGIN',
    { publicKey: second.publicKey, expirationSeconds: '3600' },
    options,
  )
  await transaction(second, undefined, 0n, '0x6080604052')
  await payload(
    JSON.stringify({ chainId: 8453, address: '0x5FbDB2315678afecb367f032d93F642f64180aa3', nonce: 0 }),
    'EIP7702_AUTHORIZATION',
  )
  await client.submit(apiKey, 'ACTIVITY_TYPE_CREATE_WALLET', { walletName: 'Savings', accounts: [] }, options)
  await client.submit(
    apiKey,
    'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
    {
      signWith: '0x0000000000000000000000000000000000000001',
      payload: 'ab',
      encoding: 'PAYLOAD_ENCODING_TEXT_UTF8',
      hashFunction: 'HASH_FUNCTION_SHA256',
    },
    options,
  )
  const [bea, cid] = [keyPair(), keyPair()]
  const shared = await client.createSubOrganization([{ apiKeys: [bea] }, { apiKeys: [cid] }], 2)
  const createShared = async (walletName: string): Promise<string> => {
    const parameters = { walletName, accounts: [ethereumAccount] }
    const answer = await client.submit(bea, 'ACTIVITY_TYPE_CREATE_WALLET', parameters, { organizationId: shared.id })
    return textAt(answer.body, 'activity.fingerprint')
  }
  await createShared('Treasury')
  for (const [vote, walletName] of [
    ['REJECT', 'Slush fund'],
    ['APPROVE', 'Payroll'],
  ])
    await client.submit(
      cid,
      `ACTIVITY_TYPE_${vote}_ACTIVITY`,
      { fingerprint: await createShared(`${walletName}`) },
      { organizationId: shared.id },
    )
  await client.submit(
    passkey,
    'ACTIVITY_TYPE_SIGN_RAW_PAYLOADS',
    {
      signWith: ada.address,
      payloads: [
        serializeTransaction({
          chainId: 1,
          nonce: 0,
          gas: 21_000n,
          gasPrice: 1_000_000_000n,
          to: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
          value: parseEther('1.5'),
        }),
        toPrefixedMessage('I agree to the terms.'),
        `0x1901${'01'.repeat(32)}${'02'.repeat(32)}`,
      ],
      encoding: 'PAYLOAD_ENCODING_HEXADECIMAL',
      hashFunction: 'HASH_FUNCTION_KECCAK256',
    },
    options,
  )
  await payload(JSON.stringify(permit), 'EIP712')
  await transaction(
    passkey,
    '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913',
    0n,
    encodeFunctionData({
      abi: erc20Abi,
      functionName: 'approve',
      args: ['0x5FbDB2315678afecb367f032d93F642f64180aa3', maxUint256],
    }),
  )
  await signer.importPrivateKey({ organizationId: ada.id, privateKey: 'cd'.repeat(32), name: 'Deployer' })
}

const views = [
  { width: 320, colorScheme: 'dark' },
  { width: 1280, colorScheme: 'light' },
] as const

test.each(views)('at $width px, $colorScheme: every state is accessible and fits', async ({ width, colorScheme }) => {
  const opened = await openSigner()
  const context = await chromium.newContext({
    viewport: { width, height: 800 },
    colorScheme,
    reducedMotion: 'reduce',
  })
  const tab = await context.newPage()
  const check = async (name: string): Promise<void> => {
    await saveScreenshot(tab, `signer-${name}-${width}-${colorScheme}`)
    expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    expect(await auditPage(tab)).toEqual([])
  }
  await tab.goto(`${opened.server.url}/`)
  await tab.getByRole('heading', { name: 'No activity yet' }).waitFor()
  await check('empty')
  await tab.goto(`${opened.server.url}/#/organizations`)
  await tab.getByText('No sub-organizations yet').waitFor()
  await check('no-sub-organizations')
  await tab.goto(`${opened.server.url}/#/organizations/${opened.signer.organizationId}`)
  await tab.getByText('No wallets yet').waitFor()
  await check('no-wallets')
  await tab.goto(`${opened.server.url}/#/activities`)
  await submitActivities(opened)
  await tab.getByText('Call approve()').first().waitFor()
  await check('activities')
  await tab.getByText('Sign typed data').first().click()
  await tab.getByRole('heading', { name: 'Request', exact: true }).waitFor()
  await check('typed-data')
  await tab.goto(`${opened.server.url}/#/activities`)
  await tab.getByText('Call approve()').first().click()
  await tab.getByText('approve(address, uint256)').waitFor()
  await tab.getByText('Raw request').click()
  await check('transaction')
  for (const [name, title] of [
    ['payloads', 'Sign 1 transaction, 1 message, and 1 typed data message'],
    ['failed', 'Sign the text “ab”'],
    ['waiting', 'Create wallet “Treasury”'],
    ['rejected', 'Create wallet “Slush fund”'],
    ['approved', 'Create wallet “Payroll”'],
    ['message', 'Sign the message “Sign in to Example'],
    ['digest', 'Sign the digest'],
    ['authorization', 'Delegate the account to'],
    ['deployment', 'Deploy a contract'],
    ['session', 'Start a session'],
  ] as const) {
    await tab.goto(`${opened.server.url}/#/activities`)
    await tab.getByRole('main').getByRole('link', { name: title }).click()
    await tab.getByRole('heading', { level: 2, name: title }).waitFor()
    await check(name)
  }
  await tab.goto(`${opened.server.url}/#/nowhere`)
  await tab.getByRole('heading', { name: 'Not found' }).waitFor()
  await check('nowhere')
  await tab.getByRole('link', { name: 'Organizations' }).first().click()
  await tab.getByRole('heading', { name: 'Sub-organizations' }).waitFor()
  await check('organizations')
  await tab.getByRole('main').getByRole('link').last().click()
  await tab.getByRole('heading', { name: 'Wallets' }).waitFor()
  await check('organization')
  await tab.getByLabel('Search by').fill('Ro')
  await tab.getByLabel('Search by').press('Enter')
  await tab.getByRole('heading', { name: 'Results for' }).waitFor()
  await check('search')
  await tab.getByLabel('Search by').fill('nobody')
  await tab.getByLabel('Search by').press('Enter')
  await tab.getByRole('heading', { name: 'No results' }).waitFor()
  await check('no-results')
  await opened.server.close()
  await opened.signer.close()
  await tab.getByText('Reconnecting').waitFor()
  await tab.getByRole('link', { name: 'Organizations' }).click()
  await tab.getByRole('heading', { name: 'The signer is not responding' }).waitFor()
  await check('not-responding')
  await context.close()
})

const markup = (name: string): string =>
  `<img src=x onerror="globalThis.ran='${name}'"><script>globalThis.ran='${name}'</script><svg onload="globalThis.ran='${name}'">"'\`\u202e{{7*7}}</b>`

test('markup in a request stays text', async () => {
  const { signer, server, client } = await openSigner()
  const key = keyPair()
  const passkey = await register()
  const named = { ...passkey.params, authenticatorName: markup('passkey') }
  const made = await client.submit(signer.apiKey, 'ACTIVITY_TYPE_CREATE_SUB_ORGANIZATION_V8', {
    subOrganizationName: markup('organization'),
    rootUsers: [
      {
        userName: markup('user'),
        userEmail: '"<b>x</b>"@example.com',
        apiKeys: [{ apiKeyName: markup('API key'), publicKey: key.publicKey, curveType: 'API_KEY_CURVE_P256' }],
        authenticators: [named],
        oauthProviders: [],
      },
    ],
    rootQuorumThreshold: 1,
    wallet: { walletName: markup('wallet'), accounts: [{ ...ethereumAccount, name: markup('account') }] },
  })
  const result = at(made.body, 'activity.result.createSubOrganizationResultV8')
  const organizationId = textAt(result, 'subOrganizationId')
  const signWith = textAt(result, 'wallet.addresses.0')
  await signer.importPrivateKey({ organizationId, privateKey: 'cd'.repeat(32), name: markup('private key') })
  const sign = (caller: typeof passkey | typeof key, payload: string, encoding: string, hash: string) =>
    client.submit(
      caller,
      'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2',
      {
        signWith,
        payload,
        encoding: `PAYLOAD_ENCODING_${encoding}`,
        hashFunction: `HASH_FUNCTION_${hash}`,
        [markup('field')]: markup('value'),
      },
      { organizationId },
    )
  const typed = {
    domain: { name: markup('domain'), version: markup('version') },
    types: { [markup('type')]: [{ name: markup('key'), type: 'string' }] },
    primaryType: markup('type'),
    message: { [markup('key')]: markup('text') },
  }
  await sign(passkey, markup('message'), 'TEXT_UTF8', 'SHA256')
  await sign(key, Buffer.from(markup('hex')).toString('hex'), 'HEXADECIMAL', 'KECCAK256')
  await sign(key, JSON.stringify(typed), 'EIP712', 'NO_OP')
  await sign(key, markup('no typed data'), 'EIP712', 'NO_OP')
  await client.submit(
    key,
    'ACTIVITY_TYPE_SIGN_TRANSACTION_V2',
    { signWith, type: 'TRANSACTION_TYPE_ETHEREUM', unsignedTransaction: markup('no transaction') },
    { organizationId },
  )
  const data: `0x${string}` = `0x${Buffer.from(markup('data')).toString('hex')}`
  const unsigned = serializeTransaction({
    type: 'eip1559',
    chainId: 1,
    to: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
    data,
  })
  await client.submit(
    key,
    'ACTIVITY_TYPE_SIGN_TRANSACTION_V2',
    { signWith, type: 'TRANSACTION_TYPE_ETHEREUM', unsignedTransaction: unsigned },
    { organizationId },
  )

  const tab = await chromium.newPage()
  const complaints: string[] = []
  tab.on('console', (message) => complaints.push(message.text()))
  tab.on('pageerror', (error) => complaints.push(error.message))
  const own = new Set(['IMG /page/icon.svg', 'SCRIPT /page/main.js'])
  const check = async (): Promise<void> => {
    const foreign = await tab.evaluate(() =>
      [
        ...document.querySelectorAll(
          'script, img, svg, iframe, object, embed, b, style, form, input, [onerror], [onload]',
        ),
      ].map((element) => `${element.tagName} ${element.getAttribute('src') ?? element.className}`),
    )
    expect(foreign.filter((element) => !own.has(element))).toEqual(['FORM search', 'INPUT '])
    expect(await tab.evaluate('globalThis.ran')).toBeUndefined()
    // The character that reverses text is spelled out.
    expect(await tab.evaluate(() => (document.body.textContent ?? '').includes('\u202e'))).toBe(false)
  }
  const { href: url } = new URL('/', server.url)
  await tab.goto(url)
  const rows = tab.locator('.rows a')
  await rows.first().waitFor()
  await check()
  const links = await rows.evaluateAll((anchors) => anchors.map((anchor) => anchor.getAttribute('href') ?? ''))
  expect(links).toHaveLength(7)
  const seen: string[] = []
  for (const link of links) {
    await tab.goto(`${url}${link}`)
    // The previous activity stays until this one has loaded.
    await tab.locator(`.detail[data-id="${link.slice(link.lastIndexOf('/') + 1)}"]`).waitFor()
    await tab.getByText('Raw request').click()
    seen.push((await tab.locator('.detail').textContent()) ?? '')
    await check()
  }
  for (const shown of ['message', 'hex', 'domain', 'type', 'key', 'text', 'no typed data', 'no transaction', 'value'])
    expect(seen.some((text) => text.includes(`globalThis.ran='${shown}'`))).toBe(true)
  await tab.goto(`${url}#/organizations`)
  await tab.getByRole('heading', { name: 'Sub-organizations' }).waitFor()
  await check()
  await tab.goto(`${url}#/organizations/${organizationId}`)
  await tab.getByRole('heading', { name: 'Private keys' }).waitFor()
  await check()
  const organization = await tab.locator('main').textContent()
  for (const shown of ['organization', 'user', 'passkey', 'API key', 'wallet', 'account', 'private key'])
    expect(organization).toContain(`globalThis.ran='${shown}'`)
  await tab.goto(`${url}#/search/${encodeURIComponent(markup('search'))}`)
  await tab.getByRole('heading', { name: 'Results for' }).waitFor()
  await check()
  await tab.goto(`${url}#/search/${encodeURIComponent('<img')}`)
  await tab.locator('.rows a').first().waitFor()
  await check()
  expect(complaints).toEqual([])
  await tab.close()
  await server.close()
  await signer.close()
})

test('the browser enforces what the page may not do', async () => {
  const { signer, server } = await openSigner()
  const tab = await chromium.newPage()
  await tab.goto(server.url)
  const outcome = (code: string): Promise<unknown> =>
    tab.evaluate(`(async () => { try { ${code}; return 'done' } catch (error) { return error.name } })()`)
  expect(await outcome(`document.body.innerHTML = '<b>x</b>'`)).toBe('TypeError')
  expect(
    await outcome(
      `document.body.append(Object.assign(document.createElement('script'), { text: 'globalThis.ran = 1' }))`,
    ),
  ).toBe('TypeError')
  expect(await outcome(`await fetch('http://127.0.0.1:1/')`)).toBe('TypeError')
  expect(await tab.evaluate('globalThis.ran')).toBeUndefined()
  await tab.close()
  await server.close()
  await signer.close()
})

test('a page of an allowed origin can neither read nor frame it', async () => {
  const { signer, server } = await openSigner()
  const app = await servePage(`
    globalThis.read = (path) => fetch(${JSON.stringify(server.url)} + path).then((response) => response.text(), (error) => error.name)
  `)
  const tab = await chromium.newPage()
  await tab.goto(app.url)
  for (const path of ['/', '/page/activities', '/page/changes', '/page/main.js'])
    expect(await tab.evaluate(`read(${JSON.stringify(path)})`)).toBe('TypeError')
  const framed = await tab.evaluate(
    (url) =>
      new Promise((resolve) => {
        const frame = document.createElement('iframe')
        frame.addEventListener('load', () => resolve(frame.contentDocument === null))
        frame.src = url
        document.body.append(frame)
      }),
    `${server.url}/`,
  )
  expect(framed).toBe(true)
  expect(await tab.frames()[1]?.evaluate(() => document.body.textContent)).not.toContain('passkey-signer')
  await tab.close()
  await app.stop()
  await server.close()
  await signer.close()
})

test('works by keyboard alone: past the bar, to an activity and back, to a search', async () => {
  const opened = await openSigner()
  await submitActivities(opened)
  const tab = await chromium.newPage()
  await tab.goto(`${opened.server.url}/`)
  await tab.locator('.rows a').first().waitFor()
  const focused = (): Promise<string> => tab.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
  await tab.keyboard.press('Tab')
  await expect.poll(() => focused()).toBe('Skip to content')
  await tab.keyboard.press('Enter')
  await tab.keyboard.press('Tab')
  await expect.poll(() => focused()).toContain('Call approve()')
  await tab.keyboard.press('Enter')
  await tab.getByRole('heading', { name: 'Request', exact: true }).waitFor()
  await expect.poll(focused).toMatch(/^Call approve\(\) at/)
  await tab.keyboard.press('Shift+Tab')
  await expect.poll(() => focused()).toBe('All activities')
  await tab.keyboard.press('Enter')
  await expect.poll(focused).toContain('Completed')
  await expect.poll(() => tab.locator('.detail').count()).toBe(0)
  await tab.getByLabel('Search by').focus()
  await tab.keyboard.type('Root user')
  await tab.keyboard.press('Enter')
  await expect.poll(focused).toBe('Results for “Root user”')
  await tab.close()
  await opened.server.close()
  await opened.signer.close()
})

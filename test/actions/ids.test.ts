import * as root from 'viem-passkey-account'
import * as actions from 'viem-passkey-account/actions'
import { createLocalSigner } from 'viem-passkey-account/signer'
import { expect, onTestFinished, test } from 'vitest'
import { actionSamples, createRootSamples, id, key, passkey, wallet, withAnyBody } from './samples.js'

// Nobody approves a prompt for a request whose ids are missing: they are refused before it, whatever is called.

/** What a call has reached: the body that was to be stamped, or something that it must not reach. */
const reached: unknown[] = []
const reach = async (what: unknown): Promise<never> => {
  reached.push(what)
  throw new Error('The prompt was dismissed.')
}
const client = root.createSignerClient({
  url: 'http://localhost:1',
  fetchFn: () => reach('the network'),
  stamper: { stamp: reach },
})
const rootSamples = createRootSamples(() => reach('the browser'))

/** Ids that may be left out. */
const optional = [
  'createMfaPolicy.requiredAuthenticationMethods[0].any[0].id',
  'getApiKeys.userId',
  'getMfaStatus.userId',
  'listWalletAccounts.walletId',
  'removePasskey.authenticatorId',
  'removePasskey.credentialId',
  'signIn.sessionProfileId',
  'stampLogin.sessionProfileId',
  'startAutofill.sessionProfileId',
  'updateMfaPolicy.requiredAuthenticationMethods[0].any[0].id',
]

/** Lists that the signer takes without an id. */
const mayBeEmpty = [
  'createUsers.users[0].userTags',
  'createUserTag.userIds',
  'updateUserTag.addUserIds',
  'updateUserTag.removeUserIds',
]

/** They have ids that are not asked for here. */
const ownObjects: object[] = [passkey, key, wallet]

/** The places of the ids in the parameters of a function: `users[0].userTags`. */
function findIds(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => findIds(item, `${path}[${index}]`))
  if (typeof value !== 'object' || value === null || ownObjects.includes(value)) return []
  return Object.entries(value).flatMap(([name, field]) => {
    const place = path ? `${path}.${name}` : name
    const isId = name === 'id' ? path !== 'rp' : /(Ids?|signWith|userTags)$/.test(name) && name !== 'rpId'
    return isId ? [place] : findIds(field, place)
  })
}

const isList = (place: string): boolean => /(Ids|userTags)$/.test(place)
const split = (place: string): string[] => place.split(/[.[\]]+/).filter(Boolean)
const absent = Symbol('absent')

/** Copies parameters with another value at a place. */
function replace(value: object, [name = '', ...rest]: string[], replacement: unknown): object {
  const copy: object = Array.isArray(value) ? [...value] : { ...value }
  if (rest.length > 0) Reflect.set(copy, name, replace(Reflect.get(copy, name), rest, replacement))
  else if (replacement === absent) Reflect.deleteProperty(copy, name)
  else Reflect.set(copy, name, replacement)
  return copy
}

type Case = { name: string; call: (parameters: unknown) => Promise<unknown>; sample: object; places: string[] }
const cases = Object.entries({ actions: actionSamples, root: rootSamples }).flatMap(([module, samples]) =>
  Object.entries(samples).map(([name, sample]): Case => {
    const fn: unknown = Reflect.get({ actions, root }[module] ?? {}, name)
    if (typeof fn !== 'function') throw new Error(`${name} is not a function.`)
    const call = async (parameters: unknown) =>
      Reflect.apply(fn, undefined, [client, { organizationId: id, ...Object(parameters) }])
    return { name, call, sample, places: findIds(sample) }
  }),
)
const withIds = cases.filter(({ places }) => places.length > 0)

/** Calls a function, and tells what it threw and what it reached. */
async function run({ call, sample }: Case, place: string, value: unknown) {
  reached.length = 0
  const error = await call(replace(sample, split(place), value)).catch((error) => error)
  return { value, error, reached: [...reached] }
}
const refused = (value: unknown, parameter: string) => ({
  value,
  error: expect.objectContaining({ name: 'InvalidParameterError', parameter }),
  reached: [],
})

test('every action has its parameters here', () => {
  const known = [...Object.keys(actionSamples), ...withAnyBody, 'ethereumAccount']
  expect(Object.keys(actions).toSorted()).toEqual(known.toSorted())
})

test.each(cases)('$name: prompts with these parameters', async ({ call, sample }) => {
  reached.length = 0
  await call(sample).catch(() => undefined)
  expect(reached).toHaveLength(1)
  expect(reached).not.toContain('the network')
})

test.each(withIds)('$name: refuses a malformed id before any prompt', async (action) => {
  for (const place of action.places) {
    const path = `${action.name}.${place}`
    // As JavaScript passes a variable that is not set, and what was not meant.
    const malformed: unknown[] = isList(place) ? [undefined, absent, null, '', 'id', 5, {}] : [null, '', 5, {}, [id]]
    if (!isList(place) && !optional.includes(path)) malformed.push(undefined, absent)
    if (isList(place) && !mayBeEmpty.includes(path)) malformed.push([])
    for (const value of malformed) expect(await run(action, place, value)).toEqual(refused(value, place))
    if (!isList(place)) continue
    for (const item of [undefined, null, '', 5, {}])
      expect(await run(action, place, [id, item])).toEqual(refused([id, item], `${place}[1]`))
  }
})

test.each(withIds)('$name: takes an id that is left out, where it may be', async (action) => {
  for (const place of action.places) {
    const path = `${action.name}.${place}`
    const allowed: unknown[] = [
      ...(optional.includes(path) ? [undefined, absent] : []),
      ...(mayBeEmpty.includes(path) ? [[]] : []),
    ]
    for (const value of allowed) expect((await run(action, place, value)).reached).toHaveLength(1)
  }
})

const { approveActivity, rejectActivity } = actions
test.each([approveActivity, rejectActivity])('$name: refuses a malformed fingerprint', async (vote) => {
  for (const value of ['', 5, null] as never[]) {
    reached.length = 0
    const error = await vote(client, { organizationId: id, fingerprint: value }).catch((error) => error)
    expect({ value, error, reached }).toEqual(refused(value, 'fingerprint'))
  }
})

test('the lists that may be empty are those of which the signer says so', async () => {
  const signer = await createLocalSigner()
  onTestFinished(() => signer.close())
  const { organizationId } = signer
  const admin = root.createSignerClient({
    url: 'https://signer.test',
    fetchFn: signer.fetch,
    stamper: root.apiKeyStamper(signer.apiKey),
  })
  const taken: string[] = []
  for (const action of withIds)
    for (const place of action.places.filter(isList)) {
      const [body] = (await run(action, place, [id])).reached
      const { type, parameters } = JSON.parse(String(body))
      const error = await actions
        .submit(admin, { type, organizationId, parameters: replace(parameters, split(place), []) })
        .catch(String)
      if (!/at least 1 items/.test(String(error))) taken.push(`${action.name}.${place}`)
    }
  expect(taken.toSorted()).toEqual(mayBeEmpty.toSorted())
})

import { readJsonObject, readStrings, readUtf8 } from '../../protocol/readJson.js'

export type ClientData = { type: string; challenge: string; origin: string }

/** https://www.w3.org/TR/webauthn-3/#dictionary-client-data: browsers add keys of their own, which are left alone. */
export function readClientData(clientDataJson: Uint8Array): ClientData | undefined {
  const json = readUtf8(clientDataJson)
  const value = json === undefined ? undefined : readJsonObject(json)
  return value === undefined ? undefined : readStrings(value, ['type', 'challenge', 'origin'])
}

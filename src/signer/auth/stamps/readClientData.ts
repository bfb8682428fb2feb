import { readJsonObject, readStrings, readUtf8 } from '../../protocol/readJson.js'

export type ClientData = { type: string; challenge: string; origin: string }

/** Parses https://www.w3.org/TR/webauthn-3/#dictionary-client-data. Keys that browsers add to it are ignored. */
export function readClientData(clientDataJson: Uint8Array): ClientData | undefined {
  const json = readUtf8(clientDataJson)
  const value = json === undefined ? undefined : readJsonObject(json)
  return value === undefined ? undefined : readStrings(value, ['type', 'challenge', 'origin'])
}

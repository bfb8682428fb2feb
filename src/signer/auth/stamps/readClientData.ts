import { readJsonObject, readStrings, readUtf8 } from '../../protocol/readJson.js'

export type ClientData = {
  type: string
  challenge: string
  origin: string
  /** Whether the page was in a frame of another origin. */
  crossOrigin: boolean
  /** The origin of the outermost page, if the browser says it. */
  topOrigin?: string
}

/** Parses https://www.w3.org/TR/webauthn-3/#dictionary-client-data. Keys that browsers add to it are ignored. */
export function readClientData(clientDataJson: Uint8Array): ClientData | undefined {
  const json = readUtf8(clientDataJson)
  const value = json === undefined ? undefined : readJsonObject(json)
  const strings = value === undefined ? undefined : readStrings(value, ['type', 'challenge', 'origin'])
  if (value === undefined || strings === undefined) return undefined
  const { crossOrigin = false, topOrigin } = value
  if (typeof crossOrigin !== 'boolean') return undefined
  if (topOrigin === undefined) return { ...strings, crossOrigin }
  return typeof topOrigin === 'string' ? { ...strings, crossOrigin, topOrigin } : undefined
}

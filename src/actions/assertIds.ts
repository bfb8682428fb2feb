type Check = (parameter: string, value: unknown) => void

type IdName<parameters> = Exclude<keyof parameters & (`${string}Id` | `${string}Ids`), 'organizationId'>

/** Checks of ids: one for each parameter that has the name of an id. Every request checks its `organizationId`. */
type IdChecks<parameters> = { readonly [name in IdName<parameters>]: Check } & {
  readonly [name in keyof parameters]?: Check
}

/** The checks of an action. They may be left out if it has no ids. */
export type WithIds<parameters> = [IdName<parameters>] extends [never]
  ? { ids?: IdChecks<parameters> | undefined }
  : { ids: IdChecks<parameters> }

/** Checks ids, so that no prompt is for a request that the signer must refuse. @throws InvalidParameterError */
export function assertIds(
  parameters: Readonly<Record<string, unknown>>,
  checks: Readonly<Record<string, Check>> = {},
  path = '',
): void {
  for (const [name, check] of Object.entries(checks)) check(path + name, parameters[name])
}

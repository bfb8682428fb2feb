import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import { createGenerator } from 'ts-json-schema-generator'
import { root } from '../../scripts/lib/root.ts'

/** The official client's types, generated from the published schema. */
const declarations = root(
  'node_modules/@turnkey/http/dist/__generated__/services/coordinator/public/v1/public_api.types.d.ts',
)

/** The definitions of an endpoint's request and of its answer. */
export type Operation = { request: string; response: string }

/** Every endpoint that the official client knows, by its path. */
export function readOperations(): ReadonlyMap<string, Operation> {
  const text = readFileSync(declarations, 'utf8')
  const paths = text.matchAll(
    /"(\/public\/v1\/(?:query|submit)\/\w+)": \{\s*(?:\/\*\*.*?\*\/\s*)?post: operations\["(\w+)"\]/g,
  )
  return new Map(
    [...paths].map(([, path = '', id = '']) => {
      const operation = text.slice(text.indexOf(`    ${id}: {`))
      const [, request = ''] = /body: definitions\["(\w+)"\]/.exec(operation) ?? []
      const [, response = ''] = /200: \{\s*schema: definitions\["(\w+)"\]/.exec(operation) ?? []
      return [path, { request, response }]
    }),
  )
}

/** Every type of activity there is, in every version. */
export function readActivityTypes(): string[] {
  const [list = ''] = /^ {4}v1ActivityType: .*$/m.exec(readFileSync(declarations, 'utf8')) ?? []
  return [...list.matchAll(/"(\w+)"/g)].map(([, type = '']) => type)
}

/** The recorded answers say `null` for a result or a failure that is not there. The schema has no word for it. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, entry]) => !(key === 'failure' && entry === null))
      .map(([key, entry]) => [key, key === 'result' && entry === null ? {} : withoutNulls(entry)]),
  )
}

export type Definitions = {
  problemsOf(definition: string, value: unknown): string[]
  fieldsOf(definition: string): string[]
}

/**
 * Holds values against the official definitions. What they do not name is a mistake too.
 *
 * @returns functions that say what is wrong with a value, in lines, none when it is right; and which fields a definition has.
 */
export function readDefinitions(): Definitions {
  const config = { path: declarations, type: 'definitions', skipTypeCheck: true, topRef: false } as const
  const { properties = {} } = createGenerator(config).createSchema(config.type)
  const ajv = new Ajv({ allErrors: true })
  const compiled = new Map<string, ValidateFunction>()
  const find = (definition: string) => {
    const schema = properties[definition]
    if (typeof schema !== 'object') throw new Error(`There is no definition ${definition}.`)
    return schema
  }
  const problemsOf = (definition: string, value: unknown): string[] => {
    const schema = find(definition)
    const validate = compiled.get(definition) ?? ajv.compile(Object.fromEntries(Object.entries(schema)))
    compiled.set(definition, validate)
    validate(withoutNulls(value))
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${definition}${instancePath} ${message} ${JSON.stringify(params)}`,
    )
  }
  return { problemsOf, fieldsOf: (definition) => Object.keys(find(definition).properties ?? {}) }
}

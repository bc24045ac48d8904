/** As much of JSON Schema as our OpenAPI document uses. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  default?: unknown
  format?: string
  minLength?: number
  minItems?: number
  minimum?: number
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
}

const formats: Record<string, string> = {
  uuid: '01900000-0000-7000-8000-000000000000',
  'date-time': '2031-01-01T00:00:00.000Z',
  email: 'somebody@example.com',
  uri: 'https://example.com/',
}

/** A smallest value that fits the schema, so that a request is refused for who asks and not for its form. */
export function sample(schema: Schema, components: Record<string, Schema>): unknown {
  if (schema.$ref) return sample(components[schema.$ref.split('/').at(-1) ?? ''] ?? {}, components)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const alternative = (schema.anyOf ?? schema.oneOf)?.[0]
  if (alternative) return sample(alternative, components)
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => sample(part, components)))
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  switch (type) {
    case 'string':
      return formats[schema.format ?? ''] ?? 'x'.repeat(schema.minLength ?? 1)
    case 'integer':
    case 'number':
      return schema.minimum ?? 1
    case 'boolean':
      return true
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sample(schema.items ?? {}, components))
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((key) => [key, sample(schema.properties?.[key] ?? {}, components)]),
      )
    default:
      return null
  }
}

import type { Node, TSInterfaceDeclaration, TSPropertySignature, TSSignature, TSType } from 'oxc-parser'
import { product } from './sources.ts'
import type { Source } from './sources.ts'

export interface Column {
  name: string
  nullable: boolean
  /** The database fills it in when it is not given. */
  generated: boolean
}

export interface DeclaredTable {
  name: string
  /** The folder whose code may write it. */
  owner: string
  columns: Column[]
}

/** The tables that the features declare for Kysely, read from the syntax of their `tables.ts`. */
export function declaredTables(): DeclaredTable[] {
  return product()
    .filter(({ path }) => /^src\/features\/[^/]+\/tables\.ts$/.test(path))
    .flatMap(tablesOf)
}

function tablesOf(source: Source): DeclaredTable[] {
  const interfaces = new Map<string, TSInterfaceDeclaration>()
  const database: TSSignature[] = []
  for (const statement of source.program.body) {
    const node: Node | null = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (node?.type === 'TSInterfaceDeclaration') interfaces.set(node.id.name, node)
    if (node?.type !== 'TSModuleDeclaration' || node.body?.type !== 'TSModuleBlock') continue
    for (const inner of node.body.body)
      if (inner.type === 'TSInterfaceDeclaration' && inner.id.name === 'Database')
        database.push(...inner.body.body)
  }
  return database.filter(isProperty).map((member) => {
    const name = nameOf(member)
    const type = member.typeAnnotation?.typeAnnotation
    return {
      name,
      owner: source.path.split('/').slice(0, 3).join('/'),
      columns: membersOf(type, interfaces, `${source.path}: ${name}`).filter(isProperty).map(toColumn),
    }
  })
}

const isProperty = (member: TSSignature): member is TSPropertySignature =>
  member.type === 'TSPropertySignature'

function membersOf(
  type: TSType | undefined,
  interfaces: ReadonlyMap<string, TSInterfaceDeclaration>,
  where: string,
): TSSignature[] {
  if (type?.type === 'TSTypeLiteral') return type.members
  if (type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier') {
    const found = interfaces.get(type.typeName.name)
    if (found) return found.body.body
  }
  throw new Error(`${where} must be an interface of the same file or a type literal`)
}

function nameOf(member: TSPropertySignature): string {
  if (member.key.type === 'Identifier') return member.key.name
  if (member.key.type === 'Literal') return String(member.key.value)
  throw new Error('A table has a column with a computed name')
}

function toColumn(member: TSPropertySignature): Column {
  const type = member.typeAnnotation?.typeAnnotation
  return { name: nameOf(member), nullable: mentions(type, 'null'), generated: mentions(type, 'Generated') }
}

/** `Generated<X | null>` and `X | null` are nullable; `JSONColumnType<{ a: null }>` is not. */
function mentions(type: TSType | undefined, what: 'null' | 'Generated'): boolean {
  if (!type) return false
  if (type.type === 'TSNullKeyword') return what === 'null'
  if (type.type === 'TSUnionType') return type.types.some((part) => mentions(part, what))
  if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return false
  const parts = type.typeArguments?.params ?? []
  switch (type.typeName.name) {
    case 'Generated':
      return what === 'Generated' || mentions(parts[0], what)
    case 'JSONColumnType':
    case 'ColumnType':
      // The second is what an insert takes: with undefined in it, the database has a default.
      return what === 'Generated'
        ? parts[1]?.type === 'TSUnionType' &&
            parts[1].types.some((part) => part.type === 'TSUndefinedKeyword')
        : type.typeName.name === 'ColumnType' && mentions(parts[0], what)
    default:
      return false
  }
}

import { z } from 'zod'
import { StartError } from './start-error.ts'

/** The core's environment, each key with the sentence that the README's table shows. */
export const coreEnv = {
  HOST: 'Address to listen on (127.0.0.1)',
  PORT: 'Port of the web server (3000)',
  PUBLIC_URL: 'Address under which browsers and platforms reach this server',
  DATABASE_URL: 'PostgreSQL 15 or later; unset: an embedded one in DATA_DIR',
  DATABASE_MIGRATION_URL: 'Login that migrates, where it is not the one of DATABASE_URL',
  DATABASE_DIRECT_URL: 'Address that bypasses a pooler, for LISTEN, jobs and migrations',
  DATABASE_REPLICA_URL: 'Read replica for figures; left aside while it is away or 15 s behind',
  DATABASE_POOL_SIZE: 'Connections for requests (20)',
  REDIS_URL: 'Redis for cache, limits and bulk jobs; may be gone at any time',
  ROLES:
    'Parts that this process runs: http,worker,bots (all); setting it leaves migrations to "parley migrate"',
  ENCRYPTION_KEYS: 'id:base64 of 32 bytes, comma-separated; the first encrypts, all decrypt',
  AUTH_SECRET: 'Secret that signs sessions, 32 characters or more',
  DATA_DIR: 'Folder for the embedded database and files (.data)',
  SMTP_URL: 'Mail server, e.g. smtps://user:password@mail.example.com',
  MAIL_FROM: 'Sender of mails, e.g. Parley <hello@example.com>',
  S3_ENDPOINT: 'Object storage for files; unset: DATA_DIR',
  S3_REGION: 'Region of the object storage (auto)',
  S3_BUCKET: 'Bucket for files',
  S3_ACCESS_KEY_ID: 'Access key of the object storage',
  S3_SECRET_ACCESS_KEY: 'Secret key of the object storage',
  OPENAI_API_KEY: 'Key of a language model that reads what the grammar does not; unset: none is asked',
  OPENAI_BASE_URL: 'Any server that speaks the chat completions protocol (https://api.openai.com/v1)',
  OPENAI_MODEL: 'Name of the model (gpt-5.4-mini)',
  OPENAI_MODELS: 'Other models that an organisation may choose, comma-separated',
  ASSISTANT_TOKENS_PER_MONTH: 'Tokens of the model for each organisation and month (2000000)',
  SANDBOX: '0 switches the platform sandboxes off, 1 on',
  NODE_ENV: '"production" refuses to start on what is unsafe there',
  LOG_LEVEL: 'trace, debug, info, warn, error or silent (info)',
} as const

export const processRoles = ['http', 'worker', 'bots'] as const
export type ProcessRole = (typeof processRoles)[number]

export interface Config {
  host: string
  port: number
  /** Without a trailing slash. Falls back to the local address. */
  publicUrl: string
  /** True when PUBLIC_URL was set: platforms can reach us. */
  isPublic: boolean
  databaseUrl: string | undefined
  migrationUrl: string | undefined
  directUrl: string | undefined
  replicaUrl: string | undefined
  poolSize: number
  redisUrl: string | undefined
  roles: ReadonlySet<ProcessRole>
  /** ROLES was set: this process waits for migrations in place of running them. */
  split: boolean
  encryptionKeys: string | undefined
  authSecret: string | undefined
  dataDir: string
  smtpUrl: string | undefined
  mailFrom: string
  s3:
    | { endpoint: string; region: string; bucket: string; accessKeyId: string; secretAccessKey: string }
    | undefined
  /** Undefined: no language model is asked. */
  llm: { apiKey: string; baseUrl: string; model: string; models: readonly string[] } | undefined
  assistantTokensPerMonth: number
  sandbox: boolean
  production: boolean
  logLevel: string
  /** Values of the keys that connectors and bots declare. */
  env: Readonly<Record<string, string | undefined>>
}

const flag = z.enum(['0', '1', 'true', 'false']).transform((value) => value === '1' || value === 'true')
const address = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''))
const database = z.url({ protocol: /^postgres(ql)?$/ })

const schema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  PUBLIC_URL: address.optional(),
  DATABASE_URL: database.optional(),
  DATABASE_MIGRATION_URL: database.optional(),
  DATABASE_DIRECT_URL: database.optional(),
  DATABASE_REPLICA_URL: database.optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(20),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  ROLES: z
    .string()
    .transform((text) => text.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(processRoles)).min(1))
    .optional(),
  ENCRYPTION_KEYS: z.string().optional(),
  AUTH_SECRET: z.string().min(32, 'must have 32 characters or more').optional(),
  DATA_DIR: z.string().default('.data'),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().default('Parley <parley@localhost>'),
  S3_ENDPOINT: address.optional(),
  S3_REGION: z.string().default('auto'),
  S3_BUCKET: z.string().optional(),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: address.default('https://api.openai.com/v1'),
  OPENAI_MODEL: z.string().max(200).default('gpt-5.4-mini'),
  OPENAI_MODELS: z
    .string()
    .transform((text) => text.split(',').flatMap((name) => name.trim() || []))
    .pipe(z.array(z.string().max(200)).max(50))
    .default([]),
  ASSISTANT_TOKENS_PER_MONTH: z.coerce.number().int().min(0).default(2_000_000),
  SANDBOX: flag.optional(),
  NODE_ENV: z.string().optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

/**
 * Reads the environment once. `declared` are the keys of connectors and bots. All faults are told together,
 * in one StartError; an empty value counts as unset.
 */
export function readConfig(environment: NodeJS.ProcessEnv, declared: Iterable<string>): Config {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(present)
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new StartError(`The environment needs a change:\n  ${faults.join('\n  ')}`)
  }
  const env = parsed.data
  const production = env.NODE_ENV === 'production'
  const config: Config = {
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.PUBLIC_URL ?? `http://${env.HOST.includes(':') ? `[${env.HOST}]` : env.HOST}:${env.PORT}`,
    isPublic: env.PUBLIC_URL !== undefined,
    databaseUrl: env.DATABASE_URL,
    migrationUrl: env.DATABASE_MIGRATION_URL,
    directUrl: env.DATABASE_DIRECT_URL,
    replicaUrl: env.DATABASE_REPLICA_URL,
    poolSize: env.DATABASE_POOL_SIZE,
    redisUrl: env.REDIS_URL,
    roles: new Set(env.ROLES ?? processRoles),
    split: env.ROLES !== undefined,
    encryptionKeys: env.ENCRYPTION_KEYS,
    authSecret: env.AUTH_SECRET,
    dataDir: env.DATA_DIR,
    smtpUrl: env.SMTP_URL,
    mailFrom: env.MAIL_FROM,
    s3: readS3(env),
    llm: env.OPENAI_API_KEY
      ? {
          apiKey: env.OPENAI_API_KEY,
          baseUrl: env.OPENAI_BASE_URL,
          model: env.OPENAI_MODEL,
          models: [...new Set([env.OPENAI_MODEL, ...env.OPENAI_MODELS])],
        }
      : undefined,
    assistantTokensPerMonth: env.ASSISTANT_TOKENS_PER_MONTH,
    sandbox: env.SANDBOX ?? (env.DATABASE_URL === undefined && !production),
    production,
    logLevel: env.LOG_LEVEL,
    env: Object.fromEntries([...declared].map((key) => [key, present[key]])),
  }
  refuseUnsafe(config)
  return config
}

function readS3(env: z.infer<typeof schema>): Config['s3'] {
  const { S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = env
  if (!S3_ENDPOINT && !S3_BUCKET) return undefined
  if (!S3_ENDPOINT || !S3_BUCKET || !S3_ACCESS_KEY_ID || !S3_SECRET_ACCESS_KEY) {
    throw new StartError(
      'Object storage needs S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.',
    )
  }
  return {
    endpoint: S3_ENDPOINT,
    region: env.S3_REGION,
    bucket: S3_BUCKET,
    accessKeyId: S3_ACCESS_KEY_ID,
    secretAccessKey: S3_SECRET_ACCESS_KEY,
  }
}

function refuseUnsafe(config: Config): void {
  if (!config.production) return
  const faults: string[] = []
  if (!config.databaseUrl) faults.push('DATABASE_URL is not set')
  if (!config.encryptionKeys) faults.push('ENCRYPTION_KEYS is not set')
  if (!config.authSecret) faults.push('AUTH_SECRET is not set')
  if (!config.isPublic) faults.push('PUBLIC_URL is not set')
  if (config.sandbox) faults.push('SANDBOX is on')
  if (config.split && !config.s3) faults.push('ROLES splits the program, so files need S3_*')
  if (faults.length > 0) {
    throw new StartError(`NODE_ENV=production does not start like this:\n  ${faults.join('\n  ')}`)
  }
}

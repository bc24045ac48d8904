// better-auth's tables as its own generator writes them (auth/auth-schema.test.ts tells when they drift): users,
// sessions, ways to sign in, and one-time tokens. Only the system role reads them, by default privileges.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table auth."user" (
    "id" text not null primary key,
    "name" text not null,
    "email" text not null unique,
    "emailVerified" boolean not null,
    "image" text,
    "createdAt" timestamptz default current_timestamp not null,
    "updatedAt" timestamptz default current_timestamp not null
  )`.execute(db)

  await sql`create table auth."session" (
    "id" text not null primary key,
    "expiresAt" timestamptz not null,
    "token" text not null unique,
    "createdAt" timestamptz default current_timestamp not null,
    "updatedAt" timestamptz not null,
    "ipAddress" text,
    "userAgent" text,
    "userId" text not null references auth."user" ("id") on delete cascade
  )`.execute(db)
  await sql`create index "session_userId_idx" on auth."session" ("userId")`.execute(db)

  await sql`create table auth."account" (
    "id" text not null primary key,
    "accountId" text not null,
    "providerId" text not null,
    "userId" text not null references auth."user" ("id") on delete cascade,
    "accessToken" text,
    "refreshToken" text,
    "idToken" text,
    "accessTokenExpiresAt" timestamptz,
    "refreshTokenExpiresAt" timestamptz,
    "scope" text,
    "password" text,
    "createdAt" timestamptz default current_timestamp not null,
    "updatedAt" timestamptz not null
  )`.execute(db)
  await sql`create index "account_userId_idx" on auth."account" ("userId")`.execute(db)

  await sql`create table auth."verification" (
    "id" text not null primary key,
    "identifier" text not null,
    "value" text not null,
    "expiresAt" timestamptz not null,
    "createdAt" timestamptz default current_timestamp not null,
    "updatedAt" timestamptz default current_timestamp not null
  )`.execute(db)
  await sql`create index "verification_identifier_idx" on auth."verification" ("identifier")`.execute(db)
}

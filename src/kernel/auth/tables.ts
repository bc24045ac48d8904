/** The part of better-auth's tables that we read or write ourselves. */
export interface AuthDatabase {
  user: { id: string; email: string; name: string; emailVerified: boolean }
  session: { id: string; userId: string; expiresAt: Date }
}

import { errorText } from '#kernel/errors.ts'
import { StartError } from '#kernel/start-error.ts'

export interface Check {
  name: string
  ok: boolean
  /** What was seen; when not ok, what to do. */
  detail: string
}

export const good = (name: string, detail: string): Check => ({ name, ok: true, detail })
export const bad = (name: string, detail: string): Check => ({ name, ok: false, detail })

/** A look that throws is a check that failed, with what was said. */
export async function look(name: string, seen: () => Promise<Check[]> | Check[]): Promise<Check[]> {
  try {
    return await seen()
  } catch (error) {
    return [bad(name, error instanceof StartError ? error.exitMessage : errorText(error))]
  }
}

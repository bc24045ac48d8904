import { useState } from 'react'
import { signInProblem } from './auth-api.ts'

/** One act of a small form: busy while it runs, and what went wrong in words. */
export function useAct() {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const act = async (work: () => Promise<void>) => {
    setBusy(true)
    setError(undefined)
    try {
      await work()
    } catch (cause) {
      setError(cause)
    } finally {
      setBusy(false)
    }
  }
  return {
    busy,
    error,
    problem: error === undefined ? undefined : signInProblem(error),
    act,
    clear: () => setError(undefined),
  }
}

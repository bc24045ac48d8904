import type { Fault } from './check-message.ts'

export interface Problem {
  status: number
  body: { message: string; code: number; errors?: unknown }
}

/** As Discord refuses. */
export const problem = (status: number, code: number, message: string, fault?: Fault): Problem => ({
  status,
  body: { message, code, ...(fault ? { errors: nested(fault) } : {}) },
})

const nested = ({ path, reason }: Fault): unknown =>
  path
    .split('.')
    .filter((step) => step !== '')
    .reduceRight<unknown>((inner, step) => ({ [step]: inner }), {
      _errors: [{ code: 'BASE_TYPE_BAD_VALUE', message: reason }],
    })

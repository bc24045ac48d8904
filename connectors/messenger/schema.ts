import { z } from 'zod'
import { vendorId } from '#contracts/exact-json.ts'

export const page = z.object({ id: vendorId, name: z.string() })

export const pageScopes = ['pages_messaging', 'pages_manage_metadata']

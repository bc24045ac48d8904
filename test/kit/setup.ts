// Before any schema is made, as in main.ts: a schema that is older than this import cannot be named in the API.
import '@hono/zod-openapi'

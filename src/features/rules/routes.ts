import { OpenAPIHono, createRoute, z } from '@hono/zod-openapi'
import { answer, idParams, jsonBody, ok, pageQuery } from '#contracts/http.ts'
import type { HttpEnv } from '#contracts/feature.ts'
import { answerInvalid } from '#http/errors.ts'

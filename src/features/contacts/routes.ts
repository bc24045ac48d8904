import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, idParams, jsonBody, ok } from '#contracts/http.ts'
import { getContact } from './get-contact.ts'
import { listContacts } from './list-contacts.ts'
import { contactView, listContactsQuery, updateContactBody } from './schema.ts'
import { updateContact } from './update-contact.ts'

const tags = ['Contacts']

const contact = contactView.openapi('Contact')

export const routes = new OpenAPIHono<HttpEnv>()
  .openapi(
    createRoute({
      method: 'get',
      path: '/',
      tags,
      summary: 'People who wrote to you, the last one first; `q` finds a part of a name',
      request: { query: listContactsQuery },
      responses: answer(contact.array()),
    }),
    async (c) => {
      const { contacts, cursor } = await listContacts(c.get('ctx'), c.req.valid('query'))
      return ok(c, contacts, cursor)
    },
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/{id}',
      tags,
      summary: 'A contact with its identities',
      request: { params: idParams },
      responses: answer(contact),
    }),
    async (c) => ok(c, await getContact(c.get('ctx'), { contactId: c.req.valid('param').id })),
  )
  .openapi(
    createRoute({
      method: 'patch',
      path: '/{id}',
      tags,
      summary: 'Change name, email, phone, note or facts',
      request: { params: idParams, body: jsonBody(updateContactBody) },
      responses: answer(contact),
    }),
    async (c) =>
      ok(
        c,
        await updateContact(c.get('ctx'), { ...c.req.valid('json'), contactId: c.req.valid('param').id }),
      ),
  )

export type Routes = typeof routes

import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import { findTemplate, listTemplates } from '#features/posts/index.ts'

const rowsShown = 20

export const command = defineCommand({
  name: 'templates',
  summary: 'List templates, or show one to begin a post with',
  scope: 'posts:read',
  args: z.object({
    name: z.string().trim().max(100).optional().describe('Name of a template, or a category'),
  }),
  order: ['name'],
  examples: ['templates', 'templates Product launch'],
  complete: {
    name: async (ctx, typed) =>
      (await listTemplates(ctx))
        .filter((one) => one.name.toLowerCase().includes(typed.toLowerCase()))
        .map((one) => ({ label: one.name, value: one.name })),
  },
  async run(ctx, { name }) {
    const template = name === undefined ? undefined : await findTemplate(ctx, name)
    if (template) {
      const open = template.variables.map((one) => `{{${one}}}`).join(', ')
      return reply(
        { kind: 'heading', text: template.name },
        { kind: 'quote', text: template.body.text },
        ...(open === ''
          ? []
          : [{ kind: 'text' as const, tone: 'quiet' as const, text: `To fill in: ${open}` }]),
        ...(ctx.scopes.has('posts:write')
          ? [
              {
                kind: 'form' as const,
                label: 'Draft it',
                submit: { name: 'draft', args: {} },
                fields: [
                  { name: 'platforms', label: 'Where should it go?', kind: 'line' as const, required: true },
                  {
                    name: 'text',
                    label: 'Text',
                    kind: 'text' as const,
                    required: true,
                    value: template.body.text,
                  },
                ],
              },
            ]
          : []),
      )
    }
    const all = await listTemplates(ctx, name === undefined ? {} : { category: name })
    if (all.length === 0) {
      const text =
        name === undefined
          ? 'No templates yet. Make one in the browser.'
          : `There is no template or category “${name}”. Write “templates” to see them.`
      return reply({ kind: 'text', text })
    }
    return reply(
      { kind: 'heading', text: 'Templates' },
      {
        kind: 'table',
        columns: ['Template', 'Category', 'To fill in'],
        rows: all.slice(0, rowsShown).map((one) => [one.name, one.category, one.variables.join(', ')]),
        ...(all.length > rowsShown ? { more: 'There are more in the browser.' } : {}),
      },
    )
  },
})

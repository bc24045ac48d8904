import { describe, expect, it } from 'vitest'
import { standIn } from '#features/contacts/index.ts'
import { renderTemplate, valuesFrom } from './template.ts'

const facts = {
  name: 'Ana Lindqvist',
  username: 'ana.grows',
  channel: '@shop',
  org: 'Fern & Co',
  agent: 'Mara',
}

describe('templates', () => {
  it('fill in what is known and leave what is no variable', () => {
    const text = 'Hi {firstName|there}, {username} wrote to {channel} of {org}. {unknown} {agent}'
    expect(renderTemplate(text, valuesFrom(facts))).toBe(
      'Hi Ana, ana.grows wrote to @shop of Fern & Co. {unknown} Mara',
    )
  })

  it('never greet a customer by our stand-in for a name', () => {
    const unnamed = valuesFrom({ ...facts, name: standIn('anon-9e95c6a4'), username: null })
    expect(renderTemplate('Hi {firstName|there}! {name|You}, {username|friend}.', unnamed)).toBe(
      'Hi there! You, friend.',
    )
  })

  it('take nothing from the values as a template again', () => {
    expect(renderTemplate('Hi {firstName}', valuesFrom({ ...facts, name: '{agent} $& x' }))).toBe(
      'Hi {agent}',
    )
  })
})

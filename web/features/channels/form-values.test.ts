import { describe, expect, it } from 'vitest'
import { problemsOf, settingsOf, valuesOf } from './form-values.ts'

const field = (name: string, kind: 'text' | 'secret' | 'url' | 'lines' | 'switch', required = false) => ({
  name,
  label: name,
  kind,
  required,
})
const fields = [field('origins', 'lines'), field('greeting', 'text'), field('requireIdentity', 'switch')]

describe('the settings form of a channel', () => {
  it('gives back what it was given', () => {
    const settings = {
      origins: ['https://a.example', 'https://b.example'],
      greeting: 'Hi',
      requireIdentity: true,
    }
    expect(settingsOf(fields, valuesOf(fields, settings))).toEqual(settings)
  })

  it('drops empty lines', () => {
    const values = {
      origins: 'https://a.example\n\n  \nhttps://b.example ',
      greeting: '',
      requireIdentity: '',
    }
    expect(settingsOf(fields, values)).toEqual({
      origins: ['https://a.example', 'https://b.example'],
      greeting: '',
      requireIdentity: false,
    })
  })

  it('says which field stops it', () => {
    const asked = [field('token', 'secret', true), field('site', 'url')]
    expect(problemsOf(asked, { token: ' ', site: 'shop' })).toEqual({
      token: 'Please fill this in.',
      site: 'Write a whole address, e.g. https://shop.example.',
    })
    expect(problemsOf(asked, { token: 'x', site: '' })).toEqual({})
  })
})

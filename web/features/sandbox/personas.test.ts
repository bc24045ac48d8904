import { expect, it } from 'vitest'
import { personOf } from './personas.ts'

it('gives the same person for the same name, and another one for another', () => {
  expect(personOf(' Ada ')).toEqual(personOf('Ada'))
  expect(personOf('ada').id).toBe(personOf('Ada').id)
  expect(personOf('Ada').id).not.toBe(personOf('Bob').id)
  expect(personOf('Ada').id).toMatch(/^\d{10,}$/)
})

import { describe, expect, it } from 'vitest'
import { changesOf, draftOf } from './contact-draft.ts'

const contact = {
  id: 'c',
  name: 'Ana',
  email: 'ana@shop.example',
  phone: null,
  note: null,
  facts: { plan: 'gold', city: 'Malmö' },
  avatarMediaId: null,
  identities: [],
  version: 4,
  createdAt: '2026-01-01T00:00:00.000Z',
  lastSeenAt: null,
}

describe('changes of a contact', () => {
  it('are none for an untouched draft, or for spaces at the ends', () => {
    expect(changesOf(contact, draftOf(contact))).toBeUndefined()
    expect(changesOf(contact, { ...draftOf(contact), name: ' Ana ' })).toBeUndefined()
  })

  it('name only what differs, with the version that was seen', () => {
    expect(changesOf(contact, { ...draftOf(contact), email: '', note: 'Likes ferns' })).toEqual({
      version: 4,
      email: '',
      note: 'Likes ferns',
    })
  })

  it('take a fact away with null and leave out half-written ones', () => {
    const facts = [
      { name: 'plan', value: 'silver' },
      { name: 'half', value: ' ' },
    ]
    expect(changesOf(contact, { ...draftOf(contact), facts })).toEqual({
      version: 4,
      facts: { plan: 'silver', city: null },
    })
  })
})

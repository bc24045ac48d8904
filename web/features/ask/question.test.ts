import { describe, expect, it } from 'vitest'
import { changeSearch, parseAskSearch } from './ask-search.ts'
import { readQuestion, searchOf, startSearch } from './question.ts'

describe('a question in the address', () => {
  it('goes there and comes back', () => {
    for (const search of [
      startSearch,
      {
        metrics: 'reach,likes',
        grain: 'week',
        period: '2026-10-01..2026-10-31',
        compare: '2026-09-01..2026-09-30',
        platform: 'x,instagram',
        label: '2026',
        top: '5',
        order: 'asc',
      },
    ]) {
      const { question } = readQuestion(search)
      expect(question && searchOf(question)).toEqual(search)
    }
  })

  it('takes figures as the router gives them, and leaves out what is empty or strange', () => {
    expect(parseAskSearch({ metrics: 'reach', top: 5, label: 2026, by: '', other: 'x' })).toEqual({
      metrics: 'reach',
      top: '5',
      label: '2026',
    })
    expect(changeSearch({ metrics: 'reach', by: 'post' }, { by: undefined })).toEqual({ metrics: 'reach' })
  })

  it('says what is wrong', () => {
    expect(readQuestion({ metrics: 'reach', period: '2026-10-31..2026-10-01' }).fault).toContain('ends')
    expect(readQuestion({ metrics: 'reach', period: '..' }).fault).toContain('first and a last day')
    expect(readQuestion({ metrics: 'vibes' }).fault).toContain('figures')
    expect(readQuestion({ metrics: 'reach', by: 'mood' }).fault).toContain('start over')
  })
})

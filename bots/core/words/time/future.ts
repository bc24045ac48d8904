import { alt, alts, whole } from '../lexicon/phrases.ts'
import { findPattern, type Line } from '../line.ts'
import type { Today } from './period.ts'
import { unitSource } from './numbers.ts'

/** Names a time that is to come: 'next month', 'tomorrow', 'la semana que viene'. */
export function comparesFuture(line: Line, { lang }: Today): boolean {
  const units = unitSource('week', 'month', 'quarter', 'year', 'weekend', 'day')
  const named = `(?:${alt('rel:next', lang)}|next) (?:\\d+ )?${units}|${units} (?:${alts('rel:nextPost')})|tomorrow|ubermorgen|demain`
  return findPattern(line, whole(named)) !== undefined
}

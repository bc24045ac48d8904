import { newId } from '#kernel/ids.ts'

/** What formulas call a metric of that name: "Save rate" is `save_rate`. A name without Latin letters gets a number. */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, 60)
  return /^[a-z]/.test(slug) ? slug : `m_${newId().slice(-8)}`
}

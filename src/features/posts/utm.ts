import type { UtmRules } from './schema.ts'

const links = /\bhttps?:\/\/[^\s<>"'“”]+/gi
/** Signs that end a sentence, not an address. */
const trailing = /[.,;:!?)\]}»]+$/

/** The text with the rules' parameters on each link to the rules' sites. A parameter that stands there stays. */
export function withUtm(text: string, rules: UtmRules, facts: Record<string, string>): string {
  return text.replace(links, (found) => {
    const end = trailing.exec(found)?.[0] ?? ''
    const address = found.slice(0, found.length - end.length)
    return tagged(address, rules, facts) + end
  })
}

function tagged(address: string, rules: UtmRules, facts: Record<string, string>): string {
  if (!URL.canParse(address)) return address
  const url = new URL(address)
  const host = url.hostname.toLowerCase()
  const ours = (domain: string) => host === domain || host.endsWith(`.${domain}`)
  if (rules.domains.length > 0 && !rules.domains.some(ours)) return address
  const missing = (['source', 'medium', 'campaign'] as const).flatMap((name) => {
    const value = fill(rules[name], facts)
    const key = `utm_${name}`
    return value === '' || url.searchParams.has(key) ? [] : [`${key}=${encodeURIComponent(value)}`]
  })
  if (missing.length === 0) return address
  // By hand: `searchParams` would write the rest of the address anew, too.
  const [before = '', fragment] = address.split(/#(.*)/s)
  const joint = before.includes('?') ? (/[?&]$/.test(before) ? '' : '&') : '?'
  return `${before}${joint}${missing.join('&')}${fragment === undefined ? '' : `#${fragment}`}`
}

/** `{platform}` → instagram; small letters and dashes, as people read them in reports. */
const fill = (template: string, facts: Record<string, string>) =>
  template
    .replace(/\{(\w+)\}/g, (whole, name: string) => facts[name] ?? whole)
    .trim()
    .replace(/\s+/g, '-')
    .toLowerCase()

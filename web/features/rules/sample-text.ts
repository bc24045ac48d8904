/** A template filled in for a made-up person, as the server fills it in for a real one. */
export function sampleText(text: string, org: string): string {
  const values = new Map([
    ['firstName', 'Ana'],
    ['name', 'Ana Ruiz'],
    ['username', 'ana.ruiz'],
    ['igUsername', 'ana.ruiz'],
    ['channel', org],
    ['agent', 'the rule'],
    ['org', org],
  ])
  return text.replace(/\{(\w+)(?:\|[^{}]*)?\}/g, (whole, name: string) => values.get(name) ?? whole)
}

export type Lang = 'en' | 'de' | 'es' | 'fr'

/**
 * What a language says for each concept. A key is `family:value`. A value lists phrases, parted by ` | `; a
 * phrase may use (a|b), x? and ~ (up to six words between). Accents and capitals do not matter, an apostrophe
 * is left out (French: a space), a hyphen is a space.
 */
export type Lexicon = Readonly<Record<string, string>>

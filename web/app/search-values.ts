/** What stands in the address, as a route takes it. */
export const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
/** Search values that are there; an address carries no empty ones. */
export function optional<V extends Record<string, string | undefined>>(
  values: V,
): { [K in keyof V]?: string } {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== ''),
  ) as { [K in keyof V]?: string }
}
export const withToken = (search: Record<string, unknown>) => ({ token: text(search['token']) ?? '' })

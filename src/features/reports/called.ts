import { AppError, invalid } from '#kernel/errors.ts'

/** By its id, or by a name that only it has. */
export function theOneCalled<T extends { id: string; name: string }>(
  what: string,
  said: string,
  all: T[],
): T {
  const byId = all.find((one) => one.id === said)
  if (byId) return byId
  const named = all.filter((one) => one.name.toLowerCase() === said.toLowerCase())
  const [found, ...others] = named.length > 0 ? named : all.filter((one) => startsAlike(one.name, said))
  if (!found)
    throw new AppError(
      'not_found',
      `There is no ${what} called ${said}.${
        all.length > 0
          ? ` There are: ${all
              .map((one) => one.name)
              .slice(0, 8)
              .join(', ')}.`
          : ''
      }`,
    )
  if (others.length > 0) throw invalid(`Several are called like that. Use the buttons of their list.`)
  return found
}

const startsAlike = (name: string, said: string) => name.toLowerCase().startsWith(said.toLowerCase())

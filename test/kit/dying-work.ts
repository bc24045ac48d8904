/** Stands in for work that brings its process down: it dies of one task, and answers every other. */
export async function work(task: string): Promise<Uint8Array> {
  if (task === 'die') process.exit(3)
  if (task === 'throw later') setTimeout(() => Promise.reject(new Error('thrown in the process')), 1)
  if (task === 'fail') throw new Error('it failed')
  if (task === 'hang' || task === 'throw later')
    await new Promise((resolve) => setTimeout(resolve, 1_000_000))
  return new Uint8Array([7])
}

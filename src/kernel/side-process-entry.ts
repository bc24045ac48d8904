import { errorText } from './errors.ts'
import type { SideAnswer, SideTask } from './side-process.ts'

/** What a task names: a module with this function. It answers with the bytes of what it made. */
interface SideWork {
  work(this: void, input: unknown): Promise<Uint8Array>
}

// The start of a process of its own (`side-process.ts`); nobody else loads this.
const tell = (answer: SideAnswer) => process.send?.(answer)

process.on('message', ({ module, input }: SideTask) => {
  import(module)
    .then(({ work }: SideWork) => work(input))
    .then(
      (bytes) => tell({ kind: 'made', bytes }),
      (error: unknown) => tell({ kind: 'failed', reason: errorText(error) }),
    )
})
// Without who asked there is nobody to answer.
process.once('disconnect', () => process.exit())
tell({ kind: 'ready' })

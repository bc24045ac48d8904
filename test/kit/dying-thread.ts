import { parentPort } from 'node:worker_threads'

// Stands in for a thread that a drawing brings down: it dies of one title, and answers every other.
if (parentPort) {
  const port = parentPort
  port.on('message', (task: { chart: { title: string } }) => {
    if (task.chart.title === 'die') process.exit(3)
    if (task.chart.title === 'throw') throw new Error('thrown in the thread')
    if (task.chart.title !== 'hang') port.postMessage({ kind: 'made', bytes: new Uint8Array([7]) })
  })
  port.postMessage({ kind: 'ready' })
}

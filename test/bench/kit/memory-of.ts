import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Resident memory of a process, in MiB. */
export function memoryOf(pid: number): number {
  return (process.platform === 'linux' ? fromProc(pid) : fromPs(pid)) / 1024
}

const fromProc = (pid: number) =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])

const fromPs = (pid: number) =>
  Number(
    spawnSync('ps', ['-o', 'rss=', '-p', String(pid)])
      .stdout.toString()
      .trim(),
  )

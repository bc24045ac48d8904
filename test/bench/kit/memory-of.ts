import { spawnSync } from 'node:child_process'

/** Resident memory of a process and of those that it started, in MiB; PostgreSQL is counted by nobody here. */
export function memoryOf(pid: number): number {
  const rows = spawnSync('ps', ['-eo', 'pid=,ppid=,rss=,comm='])
    .stdout.toString()
    .trim()
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line)?.slice(1) ?? [])
    .filter(([, , , name]) => name !== undefined && !/postgres|setpriv/.test(name))
  const sum = (of: number): number =>
    rows
      .filter(([, parent]) => Number(parent) === of)
      .reduce((all, [child]) => all + sum(Number(child)), own(of))
  const own = (of: number) => Number(rows.find(([one]) => Number(one) === of)?.[2] ?? 0) / 1024
  return sum(pid)
}

import { useState } from 'react'
import type { ReportView, Section } from './reports-api.ts'

/** A section that keeps its place on the screen while it moves. */
export type DraftSection = Section & { key: string }

export interface ReportDraft {
  name: string
  sections: readonly DraftSection[]
  /** The version that was changed; undefined: it is not saved yet. */
  base: number | undefined
}

const keyed = (sections: readonly Section[]): DraftSection[] =>
  sections.map((section, index) => ({ ...section, key: String(index) }))

/** The report as it is saved, and over it what the reader has changed. */
export function useReportDraft(
  saved: ReportView | undefined,
  begin: Omit<ReportDraft, 'base' | 'sections'> & { sections: readonly Section[] },
) {
  const [edited, setEdited] = useState<ReportDraft>()
  const shown: ReportDraft = edited ?? {
    name: saved?.name ?? begin.name,
    sections: keyed(saved?.sections ?? begin.sections),
    base: saved?.version,
  }
  const change = (parts: Partial<Pick<ReportDraft, 'name' | 'sections'>>) => setEdited({ ...shown, ...parts })
  const { sections } = shown
  return {
    shown,
    isChanged: edited !== undefined,
    /** Somebody saved another version since the reader began. */
    isOutdated: edited !== undefined && saved !== undefined && saved.version !== edited.base,
    rename: (name: string) => change({ name }),
    add: (section: Section) => change({ sections: [...sections, { ...section, key: freshKey(sections) }] }),
    replace: (key: string, section: Section) =>
      change({ sections: sections.map((one) => (one.key === key ? { ...section, key } : one)) }),
    remove: (key: string) => change({ sections: sections.filter((one) => one.key !== key) }),
    move(key: string, to: number) {
      const rest = sections.filter((one) => one.key !== key)
      change({ sections: rest.toSpliced(to, 0, ...sections.filter((one) => one.key === key)) })
    },
    restore: (before: ReportDraft) => setEdited(before),
    /** Mine, on top of what is saved now. */
    rebase: (version: number) => setEdited({ ...shown, base: version }),
    discard: () => setEdited(undefined),
  }
}

const freshKey = (sections: readonly DraftSection[]) =>
  String(Math.max(-1, ...sections.map(({ key }) => Number(key))) + 1)

import type { ReactNode } from 'react'

/** A line of the sentence: the word that joins it to the one before, then the part. */
export const Line = ({ word, children }: { word: string; children: ReactNode }) => (
  <div className="flex items-start gap-2 py-0.5">
    <span className="w-10 shrink-0 py-1 text-list text-muted md:w-16">{word}</span>
    <div className="min-w-0 flex-1">{children}</div>
  </div>
)

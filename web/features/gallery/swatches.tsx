const groups = {
  Surfaces: ['bg-ground', 'bg-surface', 'bg-raised', 'bg-fill', 'bg-hover', 'bg-selected'],
  Text: ['bg-ink', 'bg-muted', 'bg-faint'],
  Lines: ['bg-line', 'bg-edge', 'bg-focus'],
  Accent: ['bg-accent', 'bg-accent-hover', 'bg-accent-ink', 'bg-accent-soft'],
  Meaning: [
    'bg-good',
    'bg-good-soft',
    'bg-warn',
    'bg-warn-soft',
    'bg-bad',
    'bg-bad-soft',
    'bg-info',
    'bg-info-soft',
    'bg-note',
    'bg-note-soft',
  ],
  Charts: ['bg-chart-1', 'bg-chart-2', 'bg-chart-3', 'bg-chart-4', 'bg-chart-5'],
}

export const Swatches = () => (
  <div className="space-y-6 p-4">
    {Object.entries(groups).map(([title, names]) => (
      <section key={title}>
        <h2 className="mb-2 text-meta font-medium text-faint">{title}</h2>
        <div className="flex flex-wrap gap-3">
          {names.map((name) => (
            <figure key={name}>
              <div className={`h-12 w-24 rounded border border-line ${name}`} />
              <figcaption className="mt-1 text-meta text-muted">{name.slice(3)}</figcaption>
            </figure>
          ))}
        </div>
      </section>
    ))}
    <section className="space-y-1">
      <p className="text-display font-semibold">1,284 replies, 24 px</p>
      <p className="text-title font-semibold">Title, 20 px</p>
      <p className="text-head font-semibold">Head, 16 px</p>
      <p className="text-read">Reading, 14 px: the reader’s eye rests on the customer’s words.</p>
      <p className="text-list">List, 13 px: the reader’s eye rests on the customer’s words.</p>
      <p className="text-meta text-muted">Meta, 12 px: 3 minutes ago</p>
    </section>
  </div>
)

import { Fragment } from 'react'

const marked = /(https?:\/\/\S+|[#@][\p{L}\p{N}_.]+)/gu

/** Links, tags and names in the platform's manner; nothing in it can be followed. */
export function PreviewText({ text }: { text: string }) {
  return text.split(marked).map((part, index) =>
    index % 2 === 1 ? (
      <span key={index} className="text-accent-ink">
        {part}
      </span>
    ) : (
      <Fragment key={index}>{part}</Fragment>
    ),
  )
}

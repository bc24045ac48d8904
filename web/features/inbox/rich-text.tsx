import { cutText } from './cut-text.ts'

/** What somebody wrote: links open apart, names of the team stand out; nothing else is more than text. */
export const RichText = ({ text, names = [] }: { text: string; names?: readonly string[] }) => (
  <span className="break-words whitespace-pre-wrap">
    {cutText(text, names).map((part, index) => {
      // Parts of one text never change places.
      const key = `${index} ${part.text}`
      if (part.kind === 'link') {
        return (
          <a
            key={key}
            href={part.href}
            target="_blank"
            rel="noopener noreferrer nofollow"
            className="underline decoration-current/40 underline-offset-2 hover:decoration-current"
          >
            {part.text}
          </a>
        )
      }
      if (part.kind === 'name') {
        return (
          <span key={key} className="font-semibold">
            {part.text}
          </span>
        )
      }
      return part.text
    })}
  </span>
)

import { useState } from 'react'
import type { BodyMedia } from '#features/posts/schema.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { Thumb } from '../library/thumb.tsx'
import { useMediaKind } from './use-media-kind.ts'

const usualMax = 1_000

export interface AltDialogProps {
  media: BodyMedia
  readOnly: boolean
  onSave: (alt: string) => void
  onClose: () => void
}

export function AltDialog({ media, readOnly, onSave, onClose }: AltDialogProps) {
  const [alt, setAlt] = useState(media.alt)
  const kind = useMediaKind(media.mediaId)
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title="Alt text"
      footer={
        readOnly ? undefined : (
          <>
            <Button look="quiet" onClick={onClose}>
              Cancel
            </Button>
            <Button
              look="primary"
              onClick={() => {
                onSave(alt.trim())
                onClose()
              }}
            >
              Done
            </Button>
          </>
        )
      }
    >
      <div className="flex flex-col gap-4 md:flex-row">
        <Thumb mediaId={media.mediaId} kind={kind} className="h-48 w-full shrink-0 md:w-48" />
        <Field
          label="What does it show?"
          hint="Read aloud to those who cannot see it. Say what matters in the post, without “picture of”."
          aside={<span className="tabular text-meta text-muted">{`${alt.length} / ${usualMax}`}</span>}
          className="flex-1"
        >
          {({ required: _required, ...control }) => (
            <Textarea
              {...control}
              autoFocus
              readOnly={readOnly}
              value={alt}
              maxLength={5_000}
              onChange={(event) => setAlt(event.target.value)}
            />
          )}
        </Field>
      </div>
    </Dialog>
  )
}

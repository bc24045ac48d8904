import type { PastFigures } from '#features/metrics/index.ts'
import type { Dice } from './dice.ts'
import type { PastKind } from './past-posts.ts'

type Figures = PastFigures['figures']
type Measured = Figures[number]['measure']

/** What an ordinary post of an account gathers, and the platform's own names. */
interface Ordinary {
  seen: number
  likes: number
  raw: Partial<Record<Measured, string>>
}

const ordinary: Record<string, Ordinary> = {
  instagram: {
    seen: 2_400,
    likes: 0.06,
    raw: {
      views: 'views',
      reach: 'reach',
      shares: 'shares',
      likes: 'likes',
      comments: 'comments',
      saves: 'saved',
    },
  },
  facebook: {
    seen: 1_500,
    likes: 0.035,
    raw: {
      views: 'post_media_view',
      reach: 'post_total_media_view_unique',
      shares: 'shares',
      comments: 'comments',
      likes: 'reactions',
    },
  },
  x: {
    seen: 2_900,
    likes: 0.02,
    raw: {
      impressions: 'impression_count',
      likes: 'like_count',
      comments: 'reply_count',
      shares: 'retweet_count+quote_count',
      saves: 'bookmark_count',
      clicks: 'url_link_clicks',
    },
  },
}

/** Stories are not asked for more. */
const ofStories: Measured[] = ['views', 'reach', 'shares']
const kindLift: Record<PastKind, number> = {
  photo: 1,
  carousel: 1.25,
  story: 0.6,
  text: 0.8,
  link: 0.7,
  thread: 1.1,
}

/** What the platform counted of a post that did so well. */
export function figuresOf(connector: string, kind: PastKind, strength: number, dice: Dice): Figures {
  const usual = ordinary[connector]
  if (!usual) return []
  const how = strength * kindLift[kind]
  // More people like what they see than there are more who see it.
  const seen = usual.seen * (0.5 + 0.5 * how) * dice.between(0.85, 1.15)
  const likes = seen * usual.likes * (0.7 + 0.3 * how)
  const counted: Partial<Record<Measured, number>> = {
    impressions: seen,
    reach: seen,
    views: seen * dice.between(1.25, 1.5),
    likes,
    comments: likes * dice.between(0.08, 0.18),
    shares: likes * dice.between(0.06, 0.14) * (how > 2 ? 2 : 1),
    saves: likes * dice.between(0.1, 0.25),
    clicks: seen * (kind === 'link' ? 0.03 : 0.006),
  }
  return Object.entries(usual.raw).flatMap(([name, raw]) => {
    const measure = isMeasured(name) ? name : undefined
    const value = measure && counted[measure]
    if (measure === undefined || value === undefined) return []
    return kind === 'story' && !ofStories.includes(measure)
      ? []
      : [{ measure, raw, value: Math.round(value) }]
  })
}

const known: readonly string[] = [...new Set(Object.values(ordinary).flatMap(({ raw }) => Object.keys(raw)))]
const isMeasured = (name: string): name is Measured => known.includes(name)

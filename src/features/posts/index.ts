import { defineFeature } from '#contracts/feature.ts'
import { watchDue } from './publishing/watch-due.ts'

export { addPublished } from './add-published.ts'
export type { PublishedPost, PublishedTarget } from './add-published.ts'
export { addHashtags } from './add-hashtags.ts'
export { card } from './cards/post.ts'
export { checkContent, checkPost } from './check-post.ts'
export { createOccurrence } from './create-occurrence.ts'
export { createPost } from './create-post.ts'
export { deletePost, restorePost } from './delete-post.ts'
export { differenceSince } from './difference.ts'
export { duplicatePost } from './duplicate-post.ts'
export { postChanged, postCreated, postDeleted, postTrouble } from './events.ts'
export { findAccounts, isPlatform, platformCalled, publishingAccounts } from './find-accounts.ts'
export type { PublishingAccount } from './find-accounts.ts'
export { findPosts } from './find-posts.ts'
export { getPost, getPostVersions } from './get-post.ts'
export { approvalHolds, holdPost, releasePost, withdrawPost } from './hold-post.ts'
export { listPosts } from './list-posts.ts'
export { periodOf } from './period-of.ts'
export { planPost, unplanPost } from './plan-post.ts'
export { contentToPublish } from './publish-content.ts'
export { platformOf, stateNames } from './queries.ts'
export { postRow, postStates, targetStates, utmRules } from './schema.ts'
export type {
  CreatePost,
  ListPosts,
  PlanPost,
  PostBody,
  PostRowView,
  PostState,
  PostView,
  TargetView,
  UpdatePost,
  UtmRules,
} from './schema.ts'
export type { PostChecks } from './review.schema.ts'
export { findSnippet, listSnippets, saveSnippet, withHashtags } from './snippets.ts'
export { submitPost } from './submit-post.ts'
export { applySummary, summarise } from './summarise.ts'
export { fillTemplate, findTemplate, listTemplates, saveTemplate } from './templates.ts'
export { whenWords } from './when-words.ts'
export { setTargets, updatePost } from './update-post.ts'
export { cancelTarget, handOver, publishNow, retryTarget, settleTarget } from './publishing/person-verbs.ts'

export const feature = defineFeature({ work: watchDue })

export { addNotices } from './add-notices.ts'
export { noticesChanged } from './events.ts'
export { getNoticeBox, listNotices, muteNotices, readNotices } from './notices.ts'

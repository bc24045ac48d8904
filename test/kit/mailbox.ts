import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import { until } from './until.ts'

export interface Mailbox {
  /** For SMTP_URL. */
  url: string
  /** What arrived for an address, as the whole mail with its text decoded; waits for the first. */
  mailTo(address: string): Promise<string>
  countTo(address: string): number
  close(): Promise<void>
}

/** A mail server on the loopback that takes everything and sends nothing on. */
export async function openMailbox(): Promise<Mailbox> {
  const mails: Array<{ to: string; content: string }> = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    async onData(stream, session, done) {
      const content = decode(await text(stream))
      for (const { address } of session.envelope.rcptTo) mails.push({ to: address, content })
      done()
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const at = server.server.address()
  if (at === null || typeof at === 'string') throw new Error('The mailbox has no port')
  const findTo = (address: string) => mails.findLast((mail) => mail.to === address)?.content
  return {
    url: `smtp://127.0.0.1:${at.port}`,
    mailTo: (address) => until(() => findTo(address), { what: `a mail to ${address}` }),
    countTo: (address) => mails.filter((mail) => mail.to === address).length,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

const decode = (quotedPrintable: string) =>
  quotedPrintable
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

/** The first link of a mail. */
export function linkIn(mail: string): URL {
  const link = /https:\/\/\S+/.exec(mail)?.[0]
  if (link === undefined) throw new Error(`No link in this mail:\n${mail}`)
  return new URL(link)
}

import type { Transporter } from 'nodemailer'
import { precondition } from './errors.ts'

export interface Mail {
  to: string
  subject: string
  text: string
  html?: string
  /** PNGs that the page shows as `cid:<id>`; they travel with it. */
  pictures?: Array<{ id: string; bytes: Uint8Array }>
}

export interface Mailer {
  /** False when mail is not set up: callers then show a link instead, or say so. */
  readonly configured: boolean
  /** Resolves once the server took the mail. Throws when mail is not set up, or what the server said. */
  send(mail: Mail): Promise<void>
  close(): void
}

/** `smtpUrl` like `smtps://user:password@host:465`; `from` like `Parley <desk@example.com>`. */
export function makeMailer(options: { smtpUrl?: string | undefined; from: string }): Mailer {
  const { smtpUrl, from } = options
  let transport: Promise<Transporter> | undefined

  async function connect(url: string): Promise<Transporter> {
    const { createTransport } = await import('nodemailer')
    // No part of a mail may name a file or an address for the library to read.
    return createTransport({
      url,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
  }

  return {
    configured: smtpUrl !== undefined,
    async send({ pictures = [], ...mail }) {
      if (smtpUrl === undefined) {
        throw precondition('Mail is not set up here. Set SMTP_URL and MAIL_FROM, then try again.')
      }
      transport ??= connect(smtpUrl)
      const attachments = pictures.map(({ id, bytes }) => ({
        cid: id,
        filename: `${id}.png`,
        contentType: 'image/png',
        content: Buffer.from(bytes),
      }))
      await (await transport).sendMail({ ...mail, from, attachments })
    },
    close() {
      void transport?.then((open) => open.close())
      transport = undefined
    },
  }
}

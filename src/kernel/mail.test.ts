import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterEach, expect, test } from 'vitest'
import { makeMailer } from './mail.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

interface Received {
  user: string
  from: string
  to: string[]
  content: string
}

async function startSmtp(refuse?: string) {
  const received: Received[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    onAuth: (auth, _session, done) =>
      auth.password === 'p@ss' ? done(null, { user: auth.username }) : done(new Error('wrong password')),
    onRcptTo: (address, _session, done) =>
      address.address === refuse ? done(new Error('no such person')) : done(),
    async onData(stream, session, done) {
      const chunks: Buffer[] = []
      for await (const chunk of stream) chunks.push(chunk as Buffer)
      const { mailFrom, rcptTo } = session.envelope
      received.push({
        user: String(session.user),
        from: mailFrom ? mailFrom.address : '',
        to: rcptTo.map((one) => one.address),
        content: Buffer.concat(chunks).toString(),
      })
      done()
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => new Promise((resolve) => server.close(() => resolve())))
  const { port } = server.server.address() as AddressInfo
  return { received, url: (password = 'p%40ss') => `smtp://desk:${password}@127.0.0.1:${port}` }
}

const from = 'Parley <desk@example.com>'
const mail = { to: 'sara@example.com', subject: 'Your sign-in link', text: 'Here it is.' }

test('hands a mail to the server', async () => {
  const smtp = await startSmtp()
  const mailer = makeMailer({ smtpUrl: smtp.url(), from })
  expect(mailer.configured).toBe(true)
  await mailer.send({ ...mail, html: '<p>Here it is.</p>' })
  mailer.close()
  const [got] = smtp.received
  expect(got).toMatchObject({ user: 'desk', from: 'desk@example.com', to: ['sara@example.com'] })
  expect(got?.content).toContain('Subject: Your sign-in link')
  expect(got?.content).toContain('From: Parley <desk@example.com>')
  expect(got?.content).toContain('Here it is.')
  expect(got?.content).toContain('<p>Here it is.</p>')
})

test('a subject cannot add headers', async () => {
  const smtp = await startSmtp()
  await makeMailer({ smtpUrl: smtp.url(), from }).send({ ...mail, subject: 'Hello\r\nBcc: eve@example.com' })
  expect(smtp.received[0]?.to).toEqual(['sara@example.com'])
  expect(smtp.received[0]?.content).not.toMatch(/^Bcc:/m)
})

test('says what the server said', async () => {
  const smtp = await startSmtp('gone@example.com')
  const mailer = makeMailer({ smtpUrl: smtp.url(), from })
  await expect(mailer.send({ ...mail, to: 'gone@example.com' })).rejects.toThrow('no such person')
  await expect(makeMailer({ smtpUrl: smtp.url('wrong'), from }).send(mail)).rejects.toThrow('wrong password')
  expect(smtp.received).toEqual([])
})

test('without a server it is not set up, and says what to do', async () => {
  const mailer = makeMailer({ from })
  expect(mailer.configured).toBe(false)
  await expect(mailer.send(mail)).rejects.toThrow('SMTP_URL')
})

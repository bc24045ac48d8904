import { crc32, deflateSync } from 'node:zlib'

const side = 160

/** A small PNG, as if somebody had taken a photo; its colour follows from the name. */
export function samplePicture(name = 'photo'): Buffer {
  const seed = crc32(name)
  const rows: Buffer[] = []
  for (let y = 0; y < side; y++) {
    const row = Buffer.alloc(1 + side * 3)
    for (let x = 0; x < side; x++) {
      row[1 + x * 3] = (x + (seed & 255)) & 255
      row[2 + x * 3] = (y + ((seed >> 8) & 255)) & 255
      row[3 + x * 3] = ((x ^ y) + ((seed >> 16) & 255)) & 255
    }
    rows.push(row)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

import sharp from 'sharp'

/** A plant in a pot, as a photo of the demo: nothing is downloaded. Runs in a process of its own. */
export async function work([wall, leaf]: [string, string]): Promise<Uint8Array> {
  const leaves = [-62, -34, -10, 14, 38, 64].map(
    (turn, at) =>
      `<path transform="rotate(${turn} 540 760)" fill="${leaf}" opacity="${0.75 + at * 0.04}"
        d="M540 760 C 430 620 420 380 540 240 C 660 380 650 620 540 760 Z"/>`,
  )
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1080" height="1080">
    <rect width="1080" height="1080" fill="${wall}"/><rect y="930" width="1080" height="150" fill="#b98f6a"/>
    ${leaves.join('')}
    <path fill="#b5573c" d="M400 740 h280 l-34 220 h-212 Z"/><rect x="384" y="712" width="312" height="54" rx="10" fill="#c4674a"/>
  </svg>`
  return new Uint8Array(await sharp(Buffer.from(svg)).jpeg({ quality: 88 }).toBuffer())
}

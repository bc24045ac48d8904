/**
 * Draws a picture without <img>: bytes that were fetched and drawn need nothing in the website's img-src.
 */
export function showPicture(url: string, into: HTMLElement, onFailed: () => void): void {
  draw(url, into).catch(onFailed)
}

async function draw(url: string, into: HTMLElement): Promise<void> {
  const response = await fetch(url, { credentials: 'omit' })
  if (!response.ok) throw new Error(`picture answered ${response.status}`)
  const bitmap = await createImageBitmap(await response.blob())
  const canvas = document.createElement('canvas')
  canvas.width = bitmap.width
  canvas.height = bitmap.height
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0)
  bitmap.close()
  into.append(canvas)
}

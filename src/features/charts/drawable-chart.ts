import type { Chart } from '#contracts/chart.ts'

/**
 * Letters that our font has: Latin with its accents, Greek and Cyrillic, with digits and signs. Of other scripts and
 * of emoji it would draw empty boxes.
 */
const missing =
  /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{M}\p{N}\p{P}\p{Zs}\p{Sc}\p{Sm}#@^`~|<>+=$©®™°\n\t]/gu

/** What of a text can be drawn; `otherwise` where hardly anything is left. */
export function drawableText(text: string, otherwise: string, most = 2000): string {
  const some = text.slice(0, most).toWellFormed()
  const kept = some.replaceAll('\ufe0f', '').replaceAll('\ufffd', '').replace(missing, '').trim()
  const letters = (one: string) => one.match(/[\p{L}\p{N}]/gu)?.length ?? 0
  return kept === '' || letters(kept) < letters(some) / 2 ? otherwise : kept
}

/** The chart in words that the picture can hold; its alternative text says them all. */
export function drawableChart(chart: Chart): Chart {
  const names = (all: readonly string[]) =>
    all.map((name, at) => drawableText(name, name === '' ? '' : `No. ${at + 1}`))
  return {
    ...chart,
    title: drawableText(chart.title, ''),
    x: names(chart.x),
    ...(chart.y ? { y: names(chart.y) } : {}),
    series: chart.series.map((one, at) => ({ ...one, name: drawableText(one.name, `Series ${at + 1}`) })),
  }
}

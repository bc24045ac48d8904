export type ChartTheme = 'light' | 'dark'

export interface ChartSize {
  width: number
  height: number
  /** A picture carries its title and background; on a screen they stand around it, and it answers the pointer. */
  use: 'picture' | 'screen'
}

/** The same as `--chart-1` to `--chart-5`: apart from each other for the colour-blind too, and 3:1 on the surface. */
export const chartColours = {
  light: ['#4a4fd0', '#2f9d85', '#d77015', '#9f155c', '#263f07'],
  dark: ['#8286ff', '#64e3d4', '#d08d3d', '#be3871', '#e4d547'],
} as const
export const looks = {
  light: { surface: '#ffffff', ink: '#1c1d22', muted: '#53555e', line: '#e6e6ea', quiet: '#8c8e99' },
  dark: { surface: '#15161a', ink: '#ebebef', muted: '#a9abb6', line: '#272830', quiet: '#717380' },
} as const
/** From little to much; dark on light and light on dark, so that it reads without colour. */
export const heatColours = {
  light: ['#dcddf7', '#8b8fe6', '#4a4fd0', '#22256e'],
  dark: ['#24264f', '#484cb4', '#8286ff', '#e4e5ff'],
} as const

export const letterPx = 6.7
export const fontFamily = "Inter, 'Inter Variable', 'Inter Fallback', sans-serif"

export type Look = (typeof looks)[ChartTheme] & { colours: readonly string[]; theme: ChartTheme }

/** What stands where: the edges that title and legend leave to the plot. */
export interface Frame {
  size: ChartSize
  pad: number
  top: number
}

/** After the fifth, the hues come again, nearer to the ink. */
export function colourAt(look: Look, at: number): string {
  const hue = look.colours[at % look.colours.length] ?? look.ink
  return at < 5 ? hue : at < 10 ? mix(hue, look.quiet, 0.5) : mix(hue, look.ink, 0.6)
}

function mix(a: string, b: string, part: number): string {
  const channel = (at: number) => {
    const [from, to] = [a, b].map((hex) => Number.parseInt(hex.slice(at, at + 2), 16))
    return Math.round((from ?? 0) * (1 - part) + (to ?? 0) * part)
  }
  return `#${[1, 3, 5].map((at) => channel(at).toString(16).padStart(2, '0')).join('')}`
}

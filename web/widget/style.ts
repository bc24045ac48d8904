/** Black or white, whichever is read better on the colour. */
export function inkOn(accent: string): string {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(accent.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? '#111' : '#fff'
}

export const css = `
:host {
  all: initial; position: fixed; z-index: 2147483000; right: 20px; bottom: 20px;
  font: 14px/1.45 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; color-scheme: light dark;
  --surface: #fff; --quiet: #f3f4f5; --text: #1b1f23; --soft: #5c6570; --line: #e2e5e9; --bad: #b42318;
}
@media (prefers-color-scheme: dark) {
  :host { --surface: #17191c; --quiet: #24282d; --text: #eceef0; --soft: #a1aab4; --line: #32373d; --bad: #ff9a8f; }
}
@media print { :host { display: none; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
button { font: inherit; color: inherit; border: 0; background: none; padding: 0; cursor: pointer; }
button:disabled { cursor: default; opacity: .45; }
svg { width: 20px; height: 20px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.launcher { position: relative; display: grid; place-items: center; width: 56px; height: 56px; margin-left: auto;
  border-radius: 50%; background: var(--accent); color: var(--ink); box-shadow: 0 4px 16px rgb(0 0 0 / .22); transition: transform .14s; }
.launcher:hover { transform: scale(1.04); }
.launcher svg { width: 26px; height: 26px; }
.launcher:focus-visible { outline: 3px solid var(--text); }
.badge { position: absolute; top: -2px; right: -2px; min-width: 20px; height: 20px; padding: 0 5px; border-radius: 10px;
  background: #c8281e; color: #fff; font-size: 12px; line-height: 20px; font-weight: 600; text-align: center; }
.panel { position: absolute; right: 0; bottom: 70px; display: flex; flex-direction: column; width: 372px;
  height: min(600px, calc(100vh - 110px)); overflow: hidden; border: 1px solid var(--line); border-radius: 14px;
  background: var(--surface); color: var(--text); box-shadow: 0 12px 40px rgb(0 0 0 / .2); animation: rise .15s ease-out; }
@keyframes rise { from { opacity: 0; transform: translateY(8px); } }
header { display: flex; align-items: center; justify-content: space-between; gap: 8px; padding: 12px 12px 12px 16px;
  background: var(--accent); color: var(--ink); }
header :focus-visible { outline-color: var(--ink); }
h2 { margin: 0; font-size: 16px; line-height: 22px; font-weight: 600; overflow-wrap: anywhere; }
p { margin: 0; font-size: 12px; }
.plain { display: grid; place-items: center; flex: none; width: 40px; height: 40px; border-radius: 8px; }
.bar { padding: 6px 16px; background: #fdf3d7; color: #5f4300; font-size: 13px; }
.scroller { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 12px 16px; }
.scroller:focus-visible { outline-offset: -3px; }
.greeting { max-width: 85%; margin-bottom: 12px; padding: 9px 12px; border-radius: 12px; background: var(--quiet); white-space: pre-wrap; overflow-wrap: anywhere; }
.earlier { display: block; margin: 0 auto 8px; padding: 6px 12px; border: 1px solid var(--line); border-radius: 8px; color: var(--soft); font-size: 13px; }
.day { margin: 12px 0 8px; color: var(--soft); font-size: 12px; text-align: center; }
.line { display: flex; flex-direction: column; align-items: flex-start; margin-top: 6px; }
.own { align-items: flex-end; }
.who { margin: 6px 4px 2px; color: var(--soft); font-size: 12px; }
.bubble { max-width: 85%; padding: 8px 12px; border-radius: 12px; background: var(--quiet); white-space: pre-wrap; overflow-wrap: anywhere; }
.own .bubble { background: var(--accent); color: var(--ink); }
.bubble a { color: inherit; text-decoration: underline; }
.pending .bubble { opacity: .7; }
.meta { margin: 2px 4px 0; color: var(--soft); font-size: 12px; }
.failed .meta { color: var(--bad); }
.retry { min-height: 32px; padding: 0 4px; color: var(--text); font-size: 13px; text-decoration: underline; }
.file { display: flex; align-items: center; gap: 8px; max-width: 85%; margin-top: 4px; padding: 8px 12px; border: 1px solid var(--line);
  border-radius: 10px; color: inherit; text-decoration: none; overflow-wrap: anywhere; }
.file svg { flex: none; }
.picture { display: block; width: 220px; max-width: 85%; max-height: 280px; margin-top: 4px; overflow: hidden; border-radius: 10px; background: var(--quiet); }
.picture canvas { display: block; width: 100%; height: 100%; object-fit: cover; }
.typing { display: flex; align-items: center; gap: 4px; margin-top: 10px; color: var(--soft); font-size: 12px; }
.typing i { width: 6px; height: 6px; border-radius: 50%; background: currentColor; animation: blink 1.2s infinite; }
.typing i:nth-child(2) { animation-delay: .2s; } .typing i:nth-child(3) { animation-delay: .4s; }
.typing span { margin-left: 4px; }
@keyframes blink { 50% { opacity: .25; } }
.composer { padding: 8px; border-top: 1px solid var(--line); }
.box { display: flex; align-items: flex-end; gap: 4px; }
textarea { flex: 1; min-width: 0; max-height: 140px; padding: 10px 4px; border: 0; outline-offset: 0; border-radius: 6px; resize: none;
  background: transparent; color: var(--text); font: inherit; }
textarea::placeholder { color: var(--soft); opacity: 1; }
.send { display: grid; place-items: center; flex: none; width: 40px; height: 40px; border-radius: 10px; background: var(--accent); color: var(--ink); }
.chips { display: flex; flex-wrap: wrap; gap: 6px; }
.chip { display: flex; align-items: center; gap: 4px; max-width: 100%; margin-bottom: 6px; padding: 2px 4px 2px 10px; border-radius: 8px; background: var(--quiet); font-size: 12px; overflow-wrap: anywhere; }
.chip.failed { color: var(--bad); }
.chip button { display: grid; place-items: center; width: 28px; height: 28px; } .chip svg { width: 14px; height: 14px; }
@media (max-width: 480px) {
  .panel { position: fixed; inset: 0; width: 100%; height: 100%; border: 0; border-radius: 0; }
  :host([data-open]) .launcher { display: none; }
  .plain, .send { width: 44px; height: 44px; }
  textarea { font-size: 16px; }
}
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
`

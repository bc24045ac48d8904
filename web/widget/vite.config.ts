import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** One script without parts: a website loads it by one line. */
export default defineConfig({
  root: here('.'),
  build: {
    outDir: here('../dist/widget'),
    emptyOutDir: true,
    target: 'es2022',
    lib: { entry: here('./entry.ts'), formats: ['iife'], name: 'ParleyChat', fileName: () => 'widget.js' },
    reportCompressedSize: false,
  },
})

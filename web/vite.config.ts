import { fileURLToPath } from 'node:url'
import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  plugins: [react(), tailwind()],
  resolve: {
    alias: {
      // The original writes <style> elements, which a strict style-src refuses.
      'react-style-singleton': here('./ui/style-singleton.ts'),
    },
  },
  build: {
    outDir: here('./dist/app'),
    emptyOutDir: true,
    target: 'es2023',
    // Fonts as data: URLs would break font-src 'self'.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
})

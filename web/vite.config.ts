import { fileURLToPath } from 'node:url'
import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { earlyPlugin } from './early-plugin.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  plugins: [react(), tailwind(), earlyPlugin()],
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
    rolldownOptions: {
      output: {
        // Each file costs a phone a round trip, six at a time: few files, by what changes together.
        codeSplitting: {
          groups: [
            {
              name: 'react',
              test: /node_modules\/(react|react-dom|scheduler)\//,
              priority: 4,
            },
            { name: 'base', test: /node_modules/, tags: ['$initial'], priority: 3 },
            // Stays with the entry, whoever else uses it.
            { name: 'app', tags: ['$initial'], priority: 2 },
            // What draws answers is left out: the inbox has no use for it.
            {
              name: 'parts',
              test: /web\/(ui\/(?!chart|plain-table)|app\/)|(?<!\/(ask|reports|console))-api\.ts$|lucide-react|@radix-ui|@tanstack/,
              minShareCount: 2,
              priority: 1,
            },
          ],
        },
      },
    },
  },
})

import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const server = process.env.PRONTO_URL ?? 'http://127.0.0.1:8080'
const proxied = { target: server, ws: true, changeOrigin: false }

// The desk. The widget has a build of its own (widget/vite.config.ts), which
// runs after this one because this one empties dist/.
export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    outDir: 'dist',
    target: 'es2023',
    sourcemap: false,
    // No data: URLs, so that the pages need no exception in a strict content policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The emoji libraries, loaded when the picker opens, are the only large chunks.
    chunkSizeWarningLimit: 700,
    // What the first page needs comes in two files, of which only one changes with
    // every release; by itself the bundler makes one of each piece that later parts share.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'vendor', test: /node_modules/, tags: ['$initial'] },
            { name: 'desk', tags: ['$initial'] },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: { '/api': proxied, '/widget': proxied, '/widget.js': proxied, '/shop': proxied },
  },
  test: {
    include: ['src/**/*.test.ts', 'widget/**/*.test.ts'],
    environment: 'node',
  },
})

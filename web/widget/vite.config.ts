import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, defineConfig, type Plugin } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))
const out = fileURLToPath(new URL('../dist/widget', import.meta.url))

/**
 * What a shop's page has to load for the chat, gzipped, all languages included. The
 * emoji load when somebody looks for one.
 */
const budget = 30_000

/**
 * The loader is a classic script that must not leave names in the shop's page,
 * so it is built apart, as one function. It comes last, then all is weighed.
 */
function loader(): Plugin {
  return {
    name: 'pronto-loader',
    apply: 'build',
    async closeBundle() {
      await build({
        configFile: false,
        root: here,
        logLevel: 'warn',
        build: {
          outDir: out,
          emptyOutDir: false,
          target: 'es2022',
          lib: {
            entry: `${here}/loader.ts`,
            formats: ['iife'],
            name: 'ProntoLoader',
            fileName: () => 'widget.js',
          },
        },
      })
      weigh()
    },
  }
}

/** Nothing is loaded ahead of what is wanted, so that Vite's way to do so need not be there. */
function noPreload(): Plugin {
  return {
    name: 'pronto-no-preload',
    enforce: 'pre',
    load: id => (id.includes('vite/preload-helper') ? 'export const __vitePreload = load => load()' : null),
  }
}

function weigh(): void {
  const sizes = ['widget.js', 'frame.html', 'frame.js', 'frame.css'].map(name => ({
    name,
    bytes: gzipSync(readFileSync(`${out}/${name}`)).length,
  }))
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
  const table = sizes.map(({ name, bytes }) => `${name} ${bytes}`).join(', ')
  process.stdout.write(`widget, gzipped: ${table}; together ${total} of ${budget} bytes\n`)
  if (total > budget) throw new Error(`the widget weighs ${total} bytes gzipped, more than ${budget}`)
}

// The customer's widget and the demo shop that carries it. The names are stable,
// for shops name widget.js in their pages; caching is by ETag.
export default defineConfig({
  root: here,
  base: '/widget/assets/',
  plugins: [noPreload(), loader()],
  build: {
    outDir: out,
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: false,
    rollupOptions: {
      input: { frame: `${here}/frame.html`, shop: `${here}/shop.html` },
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: '[name].js',
        assetFileNames: '[name][extname]',
      },
    },
  },
})

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('hosts/web', import.meta.url));
const outDir = fileURLToPath(new URL('dist/web', import.meta.url));

/** First load on a middling phone: 170 kB of script and style, as brotli makes them. */
const SHELL_BYTES_MAX = 170_000;

/** What a browser loads again each day where it is told of messages: 2 kB, likewise. */
const WORKER = 'service-worker.js';
const WORKER_BYTES_MAX = 2_000;

/** Prints what the first load weighs, and fails the build above its budget. */
function shellBudget() {
  return {
    name: 'shell-budget',
    closeBundle() {
      const assets = join(outDir, 'assets');
      const shell = readdirSync(assets).filter((name) => /\.(?:js|css)$/.test(name));
      const bytes = shell
        .map((name) => brotliCompressSync(readFileSync(join(assets, name))).length)
        .reduce((sum, length) => sum + length, 0);
      const share = `${(bytes / 1000).toFixed(1)} kB of ${SHELL_BYTES_MAX / 1000} kB (brotli)`;
      if (bytes > SHELL_BYTES_MAX) throw new Error(`The page's shell is too heavy: ${share}.`);
      console.log(`Page shell: ${share}.`);
      const worker = readFileSync(join(outDir, WORKER));
      const weight = brotliCompressSync(worker).length;
      if (weight > WORKER_BYTES_MAX || /\bimport\b/.test(worker.toString())) {
        throw new Error(`The service worker is too heavy, or not in one file: ${weight} bytes.`);
      }
      console.log(`Service worker: ${weight} of ${WORKER_BYTES_MAX} bytes (brotli).`);
    },
  };
}

export default defineConfig({
  root,
  base: '/',
  plugins: [react(), shellBudget()],
  build: {
    outDir,
    emptyOutDir: true,
    // No data: addresses, which the content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        page: join(root, 'index.html'),
        'service-worker': join(root, 'worker/service-worker.ts'),
      },
      output: {
        // Its address is its scope: it stands at the root, under a name that stays.
        entryFileNames: ({ name }) =>
          name === 'service-worker' ? WORKER : 'assets/[name]-[hash].js',
      },
    },
    // The oldest browsers with light-dark(), :has() and import of modules as they are written here.
    target: ['chrome123', 'firefox121', 'safari17.5'],
  },
});

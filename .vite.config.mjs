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
    // The oldest browsers with light-dark(), :has() and import of modules as they are written here.
    target: ['chrome123', 'firefox121', 'safari17.5'],
  },
});

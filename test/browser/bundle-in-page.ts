import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** The compiled in-page.js and all that it imports, as one script. */
export async function bundleInPage(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      minify: false,
      lib: {
        entry: fileURLToPath(new URL('./in-page.js', import.meta.url)),
        formats: ['iife'],
        name: 'hearthParts',
      },
    },
  });
  const [first] = Array.isArray(built) ? built : [built];
  if (first === undefined || !('output' in first)) throw new Error('nothing was bundled');
  return first.output[0].code;
}

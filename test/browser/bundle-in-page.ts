import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** The compiled in-page.js and all that it imports, as one script. */
export async function bundleInPage(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
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
  if (!Array.isArray(built) || built[0] === undefined) throw new Error('nothing was bundled');
  return built[0].output[0].code;
}

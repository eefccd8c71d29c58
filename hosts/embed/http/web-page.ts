import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from 'koa';
import send from 'send';

/** Names of built assets hold a hash of their content: what a name stands for never changes. */
const ASSET_CACHE = 'public, max-age=31536000, immutable';

/**
 * Small files beside the page, as the manifest and the icons: known by name, changed by a release.
 */
const FILE_CACHE = 'public, max-age=3600';

/** The worker's address stays the same: a browser that has it asks whether there is another. */
const WORKER_PATH = '/service-worker.js';

/** The page names its assets, so it is asked for each time. */
const PAGE_CACHE = 'no-cache';

/** Paths at which the page shows something. */
const PAGE_PATHS: readonly RegExp[] = [
  /^\/$/,
  /^\/first_run$/,
  /^\/session\/new$/,
  /^\/join\/[^/]+$/,
  /^\/rooms(\/\d+(\/@\d+)?)?$/,
  /^\/rooms\/opens\/new$/,
  /^\/users\/me\/profile$/,
  /^\/account\/edit$/,
];

const NOT_BUILT = `<!doctype html>
<html lang="en">
<title>Hearth</title>
<h1>The page has not been built</h1>
<p>Hearth is running. Run <code>npm run build</code> and load this again.</p>
</html>
`;

/**
 * What the web page has to say to a request: an asset, a file, or `index.html` for the paths that
 * it shows.
 *
 * Another path that a browser asks to see as a page gets it with the status 404, so that a person
 * reads that
 * nothing is there and a program learns it too.
 * @returns what answers; null for a request that is none of the page's.
 */
export function pageAnswer(context: Context, folder: string): (() => Promise<void>) | null {
  const { method, path } = context;
  if (method !== 'GET' && method !== 'HEAD') return null;
  if (isFilePath(path) && existsSync(join(folder, path))) {
    const cache = cacheOf(path);
    return () => sendFile(context, { folder, path, cache, status: 200 });
  }
  const isPage = PAGE_PATHS.some((pattern) => pattern.test(path));
  if (!isPage && !context.get('Accept').includes('text/html')) return null;
  if (!existsSync(join(folder, 'index.html'))) return () => sayNotBuilt(context);
  const status = isPage ? 200 : 404;
  return () => sendFile(context, { folder, path: '/index.html', cache: PAGE_CACHE, status });
}

function cacheOf(path: string): string {
  if (path === WORKER_PATH) return PAGE_CACHE;
  return path.startsWith('/assets/') ? ASSET_CACHE : FILE_CACHE;
}

/** Plain names only: nothing hidden, nothing that climbs, and at most one folder deep. */
function isFilePath(path: string): boolean {
  return (
    /^(\/assets)?\/[A-Za-z0-9_-][A-Za-z0-9._-]*\.[A-Za-z0-9]+$/.test(path) && path !== '/index.html'
  );
}

function sayNotBuilt(context: Context): Promise<void> {
  context.status = 503;
  context.type = 'html';
  context.set('Cache-Control', 'no-store');
  context.body = NOT_BUILT;
  return Promise.resolve();
}

interface File {
  readonly folder: string;
  readonly path: string;
  readonly cache: string;
  readonly status: number;
}

/** Koa steps aside: `send` answers ranges and conditions by itself. */
function sendFile(context: Context, file: File): Promise<void> {
  const { req, res } = context;
  context.respond = false;
  res.statusCode = file.status;
  res.setHeader('Cache-Control', file.cache);
  return new Promise((resolve) => {
    res.once('close', resolve);
    send(req, file.path, { root: file.folder, cacheControl: false, dotfiles: 'deny', index: false })
      .on('error', (error: Error & { readonly status?: number }) => {
        res.statusCode = error.status ?? 500;
        res.end();
      })
      .pipe(res);
  });
}

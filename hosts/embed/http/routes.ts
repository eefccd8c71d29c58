import Router from '@koa/router';
import type { Middleware } from 'koa';
import { answerRefusal } from './answer.js';
import { edge } from './edge.js';
import type { HttpParts } from './parts.js';
import { addMessageRoutes } from './routes-messages.js';
import { addPushRoutes } from './routes-push.js';
import { addSessionRoutes } from './routes-session.js';
import { addStatusRoutes } from './routes-status.js';
import { pageAnswer } from './web-page.js';

/**
 * Everything that Hearth answers over HTTP, as one middleware.
 *
 * A request that is none of Hearth's goes on untouched. A browser that asks for a page is Hearth's:
 * an app
 * with pages of its own puts them before this.
 */
export function routes(parts: HttpParts): Middleware {
  const guard = edge(parts.options, parts.telemetry);
  const router = new Router();
  router.use(guard);
  addStatusRoutes(router, parts);
  addSessionRoutes(router, parts);
  addMessageRoutes(router, parts);
  addPushRoutes(router, parts);
  const verbs = router.routes() as unknown as Middleware;
  return async (context, next) => {
    await verbs(context, async () => {
      const page = pageAnswer(context, parts.options.webFolder);
      await (page === null ? next() : guard(context, page));
    });
  };
}

/** Ends what nothing has answered: coded, as everything that fails. */
export function nothingThere(parts: HttpParts): Middleware {
  const guard = edge(parts.options, parts.telemetry);
  return async (context) => {
    await guard(context, () => {
      answerRefusal(context, { code: 'not_found', message: 'There is nothing here.' });
      return Promise.resolve();
    });
  };
}

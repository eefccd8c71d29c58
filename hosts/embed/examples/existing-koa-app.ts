import { createHearth } from 'hearth-chat';
import Koa from 'koa';

/** Hearth behind the routes of an app that has its own. */
export async function startKoaApp(options: { readonly data: string; readonly port: number }) {
  const hearth = await createHearth({ data: options.data });
  const app = new Koa();
  app.use((context, next) => {
    if (context.path !== '/shop') return next();
    context.body = 'Our own page.';
    return undefined;
  });
  app.use(hearth.routes());
  const server = app.listen(options.port, '127.0.0.1');
  hearth.attach(server);
  return { server, hearth };
}

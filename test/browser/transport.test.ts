import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';

import { ChatError, type ErrorCode } from '../../core/vocabulary/errors.js';
import type {
  ChannelEvents,
  CloseReason,
  HttpAnswer,
  HttpRequest,
  Transport,
} from '../../ports/transport.js';
import { UpgradeServer } from '../adapters/ws/bench.js';
import { answerWith, peerOf, readRequest } from '../adapters/ws/transport-peer.js';
import { describeTransportContract, type TransportBench } from '../contracts/transport.contract.js';
import { bundleInPage } from './bundle-in-page.js';
import { describeInBrowser, launchBrowser } from './chromium.js';

describeInBrowser('WebSocketTransport in Chromium', () => {
  let browser: Browser;
  let bundle: string;

  before(async () => {
    browser = await launchBrowser();
    bundle = await bundleInPage();
  });
  after(() => browser.close());

  describeTransportContract({ describe, it, before, after }, async () => {
    const server = new UpgradeServer();
    const origin = await server.listen();
    const page = await browser.newPage();
    const bench = answering(server);
    const transport = await transportIn(page, { origin, bundle });
    return {
      ...bench,
      transport,
      accept: async () => peerOf(await server.arrival()),
      stop: () => server.stop(),
      pass: () => wait(2),
      close: async () => {
        await page.close();
        await server.stop();
      },
    };
  });
});

/** The page's transport, called from here. */
async function transportIn(
  page: Page,
  options: { readonly origin: string; readonly bundle: string },
): Promise<Transport> {
  const channels = new Map<number, ChannelEvents>();
  await page.exposeFunction('tell', (channel: number, event: string, text: string) => {
    const events = channels.get(channel);
    if (event === 'opened') events?.opened();
    else if (event === 'frame') events?.frame(text);
    else events?.closed(text as CloseReason);
  });
  await page.goto(options.origin);
  await page.evaluate(options.bundle);
  await page.evaluate(() => {
    window.transport = new window.parts.TransportInPage((...told) => window.tell(...told));
  });
  return {
    connect(events) {
      const channel = channels.size + 1;
      channels.set(channel, events);
      void page.evaluate((id) => window.transport.connect(id), channel);
      return {
        send: (text) =>
          void page.evaluate((it) => window.transport.send(it.channel, it.text), { channel, text }),
        close: () => void page.evaluate((id) => window.transport.close(id), channel),
      };
    },
    async request(request) {
      const answer = await page.evaluate((it) => window.transport.request(it), request);
      if ('code' in answer) throw new ChatError(answer.code as ErrorCode, 'failed in the page');
      return answer.value;
    },
  };
}

/** Comes from the server itself: Chromium lets no page of another place reach a local one. */
const PAGE = '<!doctype html><title>Transport</title><link rel="icon" href="data:," />';

/** Makes a server answer as it is told, and note what it was asked, the page itself apart. */
function answering(server: UpgradeServer): Pick<TransportBench, 'answer' | 'requests'> {
  const requests: HttpRequest[] = [];
  let next: HttpAnswer | 'none' = { status: 200, body: null };
  server.http.on('request', (request, response) => {
    void readRequest(request).then((read) => {
      if (read.path === '/') {
        response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
        return;
      }
      requests.push(read);
      answerWith(response, next);
    });
  });
  return {
    answer: (answer) => {
      next = answer;
    },
    requests: () => requests,
  };
}

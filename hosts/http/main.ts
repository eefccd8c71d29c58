import { Command } from 'commander';
import { serve, type Running } from './serve.js';
import { settingOptions, type Settings } from './settings.js';

export { dataOption } from './settings.js';

const EXAMPLES = `
Examples:
  hearth serve
  hearth serve --port 8080 --data /var/lib/hearth
  HEARTH_ORIGIN=https://chat.example.com hearth serve --host 127.0.0.1 --trust-proxy

It stops in good order on SIGTERM and SIGINT; a second signal ends it at once.`;

/** `hearth serve`: its settings, and listening until a signal. */
export function serveCommand(): Command {
  const command = new Command('serve').description('serve Hearth over HTTP and WebSocket');
  for (const option of settingOptions()) command.addOption(option);
  return command
    .option('--json', 'say where it listens as one line of JSON', false)
    .addHelpText('after', EXAMPLES)
    .action(async (settings: Settings & { readonly json: boolean }) => {
      const running = await serve(settings);
      const release = stopOnSignals(running);
      process.stdout.write(settings.json ? jsonLine(running) : greeting(running, settings));
      try {
        await running.stopped;
      } finally {
        release();
        // What still hangs after an orderly stop must not keep the process.
        setTimeout(() => process.exit(), settings.stopSeconds * 1_000).unref();
      }
    });
}

/** @returns what takes the listeners away. */
function stopOnSignals(running: Running): () => void {
  let signals = 0;
  const onSignal = (): void => {
    signals += 1;
    // 130 is what a shell says of a program that a signal ended.
    if (signals > 1) process.exit(130);
    void running.stop();
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  return () => {
    process.off('SIGTERM', onSignal).off('SIGINT', onSignal);
  };
}

function greeting(running: Running, settings: Settings): string {
  const lines = [`Hearth is open at ${running.url}`, `Data is kept in ${settings.data}`];
  if (running.isNew)
    lines.push('Nobody has set it up yet: whoever opens it first becomes its administrator.');
  return `${lines.join('\n')}\n`;
}

function jsonLine({ url, port, isNew }: Running): string {
  return `${JSON.stringify({ event: 'listening', url, port, isNew, pid: process.pid })}\n`;
}

import { processIo } from './io.js';
import { run } from './program.js';

// Whoever reads the output may have seen enough: `hearth tail | head` is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await run(process.argv.slice(2), processIo);

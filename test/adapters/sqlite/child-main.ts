import { assertNever } from '../../../core/vocabulary/assert.js';
import { roomStream, type RoomId, type UserId } from '../../../core/vocabulary/ids.js';
import { post, REPORT } from '../../contracts/store/world.js';
import type { ChildTask } from './child.js';
import { open } from './files.js';
import { gate } from './gates.js';

/** Enough to meet a writer at work many times. */
const CHILD_POSTS = 200;

const [task, path] = process.argv.slice(2) as [ChildTask, string];
const place = { ada: 1 as UserId, room: 1 as RoomId, stream: roomStream(1 as RoomId) };

switch (task) {
  case 'die-after-commit':
    await dieAfterCommit();
    break;
  case 'post-many':
    await postMany();
    break;
  case 'end-unclosed':
    await endUnclosed();
    break;
  default:
    assertNever(task);
}

async function dieAfterCommit(): Promise<void> {
  const store = await open(path, {
    gate: gate({
      commit: (phase) => {
        if (phase === 'after') process.kill(process.pid, 'SIGKILL');
        return Promise.resolve();
      },
    }),
  });
  await store.write((tx) => post(tx, place, 'stored, never answered'), REPORT);
  console.log('"answered"');
}

/** Enough posts for a checkpoint to be under way when there is nothing left to do. */
async function endUnclosed(): Promise<void> {
  const store = await open(path, { checkpoints: 'thread' });
  for (let count = 0; count < 300; count += 1) {
    await store.write((tx) => post(tx, place, `unclosed ${String(count)}`), REPORT);
  }
}

async function postMany(): Promise<void> {
  const store = await open(path, { leases: 'file' });
  const answers = [];
  for (let count = 0; count < CHILD_POSTS; count += 1) {
    const started = performance.now();
    await store.write((tx) => post(tx, place, `child ${String(count)}`), REPORT);
    answers.push(Math.round(performance.now() - started));
  }
  console.log(JSON.stringify({ posts: answers.length, slowestMs: Math.max(...answers) }));
  await store.close();
}

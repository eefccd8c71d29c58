import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The project; the tests run from dist/test. */
export const PROJECT = join(import.meta.dirname, '../../../..');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A clone that was never set up, on a machine that has only the programs which are given to it. */
export interface BareClone {
  readonly folder: string;
  /** Puts a program on the path: a shell script of these lines. */
  addProgram(name: string, ...lines: readonly string[]): void;
  /** Runs one of hosts/setup to its end. */
  run(script: string, nodeArgs?: readonly string[]): Promise<Ended>;
  remove(): void;
}

export function bareClone(): BareClone {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-clone-'));
  const programs = join(folder, 'programs');
  mkdirSync(programs);
  symlinkSync(process.execPath, join(programs, 'node'));
  cpSync(join(PROJECT, 'hosts/setup'), join(folder, 'hosts/setup'), { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) {
    cpSync(join(PROJECT, file), join(folder, file));
  }
  return {
    folder,
    addProgram: (name, ...lines) => {
      const text = ['#!/bin/sh', ...lines, ''].join('\n');
      writeFileSync(join(programs, name), text, { mode: 0o755 });
    },
    run: (script, nodeArgs = []) =>
      end([...nodeArgs, join(folder, 'hosts/setup', script)], { PATH: programs }),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Runs Node to its end. */
export function end(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { inProject } from './project.mjs';
import { say } from './say.mjs';
import { SetupError } from './setup-error.mjs';

const NODE_MIN = [20, 19];
// From this version on better-sqlite3 is published ready-made; below it, it always compiles.
const NODE_WITH_READY_SQLITE = 22;

const INSTALL_COMMANDS = [
  { like: /debian|ubuntu/, command: 'sudo apt-get install -y python3 make g++' },
  { like: /fedora|rhel|centos/, command: 'sudo dnf install -y python3 make gcc-c++' },
  { like: /alpine/, command: 'sudo apk add python3 make g++' },
  { like: /arch/, command: 'sudo pacman -S --needed python make gcc' },
  { like: /suse/, command: 'sudo zypper install -y python3 make gcc-c++' },
];

/** Ends the command where Node is older than package.json asks for. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [majorMin = 0, minorMin = 0] = NODE_MIN;
  if (major > majorMin || (major === majorMin && minor >= minorMin)) return;
  throw new SetupError(
    `Node ${NODE_MIN.join('.')} or newer is needed, and this is ${process.versions.node}. ` +
      'Install a current version from nodejs.org.',
  );
}

/** Whether the native half of better-sqlite3 is there. */
export function isSqliteBuilt() {
  return existsSync(inProject('node_modules/better-sqlite3/build/Release/better_sqlite3.node'));
}

/**
 * Ends the command where better-sqlite3 would have to be compiled and the tools for it are missing:
 * better now, in a sentence, than after two minutes in the log of a compiler.
 */
export function checkToolchain() {
  const missing = missingTools();
  if (missing.length === 0) return;
  const advice = `Install the C++ toolchain with:\n\n    ${installCommand()}\n`;
  const major = Number(process.versions.node.split('.')[0]);
  const text = `better-sqlite3 is compiled on this machine, and ${missing.join(', ')} is missing.`;
  if (major < NODE_WITH_READY_SQLITE) throw new SetupError(`${text} ${advice}`);
  say(`If better-sqlite3 has no ready binary for this machine it is compiled. ${advice}`);
}

function missingTools() {
  if (process.platform === 'win32') return [];
  const tools = [
    { name: 'python3', programs: [process.env['PYTHON'], 'python3', 'python'] },
    { name: 'make', programs: [process.env['MAKE'], 'make', 'gmake'] },
    { name: 'a C++ compiler', programs: [process.env['CXX'], 'g++', 'c++', 'clang++'] },
  ];
  return tools
    .filter(({ programs }) => !programs.some((program) => program && isOnPath(program)))
    .map(({ name }) => name);
}

/**
 * Whether a program of that name, or path, can be started.
 *
 * @param {string} program
 */
export function isOnPath(program) {
  if (program.includes('/')) return existsSync(program);
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => folder !== '' && existsSync(join(folder, program)));
}

function installCommand() {
  if (process.platform === 'darwin') return 'xcode-select --install';
  const system = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const names = [...system.matchAll(/^(?:ID|ID_LIKE)=(.*)$/gm)].map((match) => match[1]).join(' ');
  const known = INSTALL_COMMANDS.find(({ like }) => like.test(names));
  return known?.command ?? 'the package manager of your system: python3, make and g++';
}

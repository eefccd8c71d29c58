import { readSource } from '../../../../hosts/simulator/mutants/project.js';

/** A unified diff that puts a line after another one, which its file holds once. */
export function patchAfter(file: string, line: string, added: string): string {
  const at = readSource(file).split('\n').indexOf(line) + 1;
  const head = `--- a/${file}\n+++ b/${file}\n@@ -${String(at)},1 +${String(at)},2 @@`;
  return `${head}\n ${line}\n+${added}\n`;
}

import type { Snapshot } from '../../ports/store.js';
import type { Findings } from './finding.js';
import { known } from './known.js';
import type { Stretch, StretchCheck } from './stream-audit.js';

/** For streams whose events no row depends on yet: they must only be readable. */
export class PlainAudit implements StretchCheck {
  readonly #findings: Findings;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  check(_snapshot: Snapshot, stretch: Stretch): Promise<void> {
    for (const event of stretch.events) known(this.#findings, stretch.stream, event);
    return Promise.resolve();
  }
}

import { useState, type ReactNode } from 'react';

import type { Outcome } from '../../../core/vocabulary/errors.js';
import { Problem } from './problem.js';

/**
 * A form that sends its fields and shows why it was refused. While it is on its way it cannot be
 * sent twice.
 */
export function SubmitForm(options: {
  readonly action: string;
  readonly busyAction: string;
  readonly onSubmit: (fields: FormData) => Promise<Outcome<unknown>>;
  readonly children: ReactNode;
}) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (form: HTMLFormElement): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    const outcome = await options.onSubmit(new FormData(form));
    setBusy(false);
    if (!outcome.ok) setProblem(outcome.refusal.message);
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      {options.children}
      <Problem text={problem} />
      <button type="submit" className="button primary" aria-disabled={busy}>
        {busy ? options.busyAction : options.action}
      </button>
    </form>
  );
}

/** Text of a field of a sent form; empty where the form has none of that name. */
export function textOf(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === 'string' ? value : '';
}

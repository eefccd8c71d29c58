import { useEffect, useRef, useState } from 'react';

import { Icon } from './icon.js';

/** How long the button says that it has copied. Long enough to be read. */
const COPIED_SHOWN_MS = 2_000;

/** A link that can be read, selected and copied. */
export function CopyField(options: {
  readonly id: string;
  readonly label: string;
  readonly value: string;
}) {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <div className="copy-field">
      <input
        ref={field}
        id={options.id}
        className="input"
        aria-label={options.label}
        readOnly
        value={options.value}
        onFocus={(event) => event.currentTarget.select()}
      />
      <button
        type="button"
        className="button"
        onClick={() => void copy(options.value, field.current).then(setCopied)}
      >
        <Icon name={copied ? 'check' : 'copy'} />
        Copy link
      </button>
      <span className="visually-hidden" role="status">
        {copied ? 'Copied' : ''}
      </span>
    </div>
  );
}

/**
 * Without a secure context there is no clipboard: then the link is selected, ready to be copied by
 * hand.
 */
async function copy(value: string, field: HTMLInputElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    field?.select();
    return false;
  }
}

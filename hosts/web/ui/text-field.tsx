import { useId } from 'react';

export interface TextFieldOptions {
  readonly label: string;
  readonly name: string;
  readonly type?: 'text' | 'email' | 'password';
  readonly autoComplete?: string;
  readonly hint?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly defaultValue?: string;
  readonly focus?: boolean;
}

/** A labelled line of text that must be filled in, with an optional hint below it. */
export function TextField(options: TextFieldOptions) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className="field">
      <label htmlFor={id}>{options.label}</label>
      <input
        id={id}
        className="input"
        name={options.name}
        type={options.type ?? 'text'}
        autoComplete={options.autoComplete ?? 'off'}
        autoFocus={options.focus ?? false}
        required
        minLength={options.minLength}
        maxLength={options.maxLength}
        defaultValue={options.defaultValue}
        aria-describedby={options.hint === undefined ? undefined : hintId}
      />
      {options.hint === undefined ? null : (
        <p id={hintId} className="hint">
          {options.hint}
        </p>
      )}
    </div>
  );
}

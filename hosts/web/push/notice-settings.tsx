import { useEffect, useState } from 'react';

import type { UserId } from '../../../core/vocabulary/ids.js';
import { Problem } from '../ui/problem.js';
import { deviceState, turnOff, turnOn, type DeviceState } from './device.js';

const WORDS: Readonly<Record<DeviceState, string>> = {
  unsupported:
    'This browser cannot tell you anything while Hearth is closed. On an iPhone or iPad, add ' +
    'Hearth to the Home Screen and open it from there.',
  insecure: 'Notifications need an address that begins with https.',
  denied:
    'This browser blocks notifications from here. Allow them in its settings for this site, then ' +
    'load the page again.',
  off: 'You are told nothing on this device while you are not looking.',
  on:
    'You are told on this device while you are not looking: of mentions, or of what you chose ' +
    'for a room.',
};

/** Whether this device tells its person something, and how to change that. */
export function NoticeSettings({ userId }: { readonly userId: UserId }) {
  const [state, setState] = useState<DeviceState | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    void deviceState().then((found) => {
      if (current) setState(found);
    });
    return () => {
      current = false;
    };
  }, []);
  const change = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setProblem(state === 'on' ? await turnOff().then(() => null) : await turnOn(userId));
    setState(await deviceState());
    setBusy(false);
  };
  if (state === null) return null;
  const canChange = state === 'on' || state === 'off';
  return (
    <>
      <p role="status">{WORDS[state]}</p>
      <Problem text={problem} />
      {canChange ? (
        <button type="button" className="button" aria-disabled={busy} onClick={() => void change()}>
          {state === 'on' ? 'Turn off here' : 'Turn on here'}
        </button>
      ) : null}
    </>
  );
}

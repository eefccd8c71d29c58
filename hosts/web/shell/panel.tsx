import type { ReactNode } from 'react';

import { BackLink } from './back-link.js';

/** A page beside the room list that is not a room. */
export function Panel(options: { readonly title: string; readonly children: ReactNode }) {
  return (
    <>
      <header id="nav" className="main-header">
        <BackLink />
        <h1>{options.title}</h1>
      </header>
      <div className="panel">{options.children}</div>
    </>
  );
}

import { Fragment } from 'react';

import { linkParts } from './link-parts.js';

/** A message's text as it was written, with web addresses as links. */
export function MessageText(options: {
  readonly body: string;
  /** Whether Tab comes to the links. */
  readonly reachable: boolean;
  /** Whether it says another thing than at first. */
  readonly edited?: boolean;
}) {
  return (
    <div className="message-text">
      {linkParts(options.body).map((part, index) => (
        // The parts of one body never move: their place is their identity.
        <Fragment key={index}>
          {part.link ? <Address url={part.text} reachable={options.reachable} /> : part.text}
        </Fragment>
      ))}
      {options.edited === true ? <span className="edited"> (edited)</span> : null}
    </div>
  );
}

function Address({ url, reachable }: { readonly url: string; readonly reachable: boolean }) {
  return (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow" tabIndex={reachable ? 0 : -1}>
      {url}
    </a>
  );
}

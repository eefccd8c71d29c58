import { CardPage } from './card-page.js';

/** Shown when the page has come but the server does not answer. It is asked again by itself. */
export function UnreachablePage({ onTryAgain }: { readonly onTryAgain: () => void }) {
  return (
    <CardPage
      title="The server does not answer"
      lead="Hearth asks again every few seconds. What you wrote is kept in this browser."
    >
      <button type="button" className="button primary" onClick={onTryAgain}>
        Try now
      </button>
    </CardPage>
  );
}

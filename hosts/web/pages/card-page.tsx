import type { ReactNode } from 'react';

import { Logo } from '../ui/logo.js';

/** A page of one card in the middle: what a person sees before being inside. */
export function CardPage(options: {
  readonly title: string;
  readonly lead: string;
  readonly children: ReactNode;
}) {
  return (
    <main className="card-page">
      <section className="card">
        <Logo size={56} />
        <h1>{options.title}</h1>
        <p className="lead">{options.lead}</p>
        {options.children}
      </section>
    </main>
  );
}

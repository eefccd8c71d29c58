/**
 * Why something did not work, said at once to screen readers. Takes no room while there is nothing.
 */
export function Problem({ text }: { readonly text: string | null }) {
  return (
    <p className="problem" role="alert">
      {text}
    </p>
  );
}

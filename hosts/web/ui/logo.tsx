const FLAME =
  'M24 36c-4 0-6.5-2.8-6.5-6.2 0-4.6 4.3-5.8 4.9-10.8 4.6 2 8.1 6.2 8.1 10.8 ' +
  '0 3.4-2.5 6.2-6.5 6.2Z';

/**
 * The mark of Hearth: an arch on a hearthstone, and one flame. Decoration: its name stands beside
 * it.
 */
export function Logo({ size }: { readonly size: number }) {
  return (
    <svg className="logo" width={size} height={size} viewBox="0 0 48 48" aria-hidden="true">
      <path
        className="logo-arch"
        d="M10 38V23a14 14 0 0 1 28 0v15M6 40h36"
        strokeWidth="4.5"
        strokeLinecap="round"
        fill="none"
      />
      <path className="logo-flame" d={FLAME} />
    </svg>
  );
}

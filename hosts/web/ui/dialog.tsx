import { useLayoutEffect, useRef, type ReactNode } from 'react';

/**
 * A native modal dialog, open as long as it is rendered. Escape and a press beside it close it; the
 * browser keeps the focus inside and gives it back to what had it.
 */
export function Dialog(options: {
  readonly label: string;
  readonly className: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Before the element leaves the page: only an attached dialog gives the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={options.className}
      aria-label={options.label}
      onCancel={(event) => {
        event.preventDefault();
        options.onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) options.onClose();
      }}
    >
      {options.children}
    </dialog>
  );
}

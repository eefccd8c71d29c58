import { CopyField } from '../ui/copy-field.js';

/**
 * The link that brings someone in, absolute, with the port. Nothing where the server gives none.
 */
export function InviteLink({ joinPath }: { readonly joinPath: string | null }) {
  if (joinPath === null) return null;
  return (
    <CopyField
      id="invite_url"
      label="Invite link"
      value={new URL(joinPath, location.origin).href}
    />
  );
}

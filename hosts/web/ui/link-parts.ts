/** Addresses in a text; what ends a sentence after one does not belong to it. */
const ADDRESS = /https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]}]/g;

/** A text cut into plain parts and addresses, in order. Joined, they are the text. */
export function linkParts(
  body: string,
): readonly { readonly text: string; readonly link: boolean }[] {
  const parts: { text: string; link: boolean }[] = [];
  let end = 0;
  for (const match of body.matchAll(ADDRESS)) {
    if (match.index > end) parts.push({ text: body.slice(end, match.index), link: false });
    parts.push({ text: match[0], link: true });
    end = match.index + match[0].length;
  }
  if (end < body.length) parts.push({ text: body.slice(end), link: false });
  return parts;
}

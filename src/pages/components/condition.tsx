/** A condition of the source, as code. */

/** What stands for itself: a label with what is switched, and the end of a loop. */
const WHOLE = /^(?:switch \(|end of )/;

export function Condition({ text }: { readonly text: string }) {
  return <code>{WHOLE.test(text) ? text : `if (${text})`}</code>;
}

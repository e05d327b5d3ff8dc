import { Fragment, type ReactNode } from 'react';

/** A sentence of a course: what stands between backticks is code, as in its text; everything else is as it is. */
export function Said({ text }: { text: string }): ReactNode {
  return text.split(/(`[^`]+`)/).map((part, index) => {
    const key = `at-${index}`;
    return part.length > 2 && part.startsWith('`') ? (
      <code key={key}>{part.slice(1, -1)}</code>
    ) : (
      <Fragment key={key}>{part}</Fragment>
    );
  });
}

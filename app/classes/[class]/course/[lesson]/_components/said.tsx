import { Fragment, type ReactNode } from 'react';
import { InlineCode } from './inline-code';

/** A sentence of a course: what stands between backticks is code, as in its text; everything else is as it is. */
export function Said({ text }: { text: string }): ReactNode {
  return text.split(/(`[^`]+`)/).map((part, index) => {
    const key = `at-${index}`;
    return part.length > 2 && part.startsWith('`') ? (
      <InlineCode key={key} text={part.slice(1, -1)} />
    ) : (
      <Fragment key={key}>{part}</Fragment>
    );
  });
}

import classes from './inline-code.module.css';

/** What is shorter than this stays on one line, in characters: `-it` would break after its hyphen. */
const unbrokenChars = 24;

/** Code in a sentence. */
export function InlineCode({ text }: { text: string }) {
  return <code className={text.length <= unbrokenChars ? classes.unbroken : undefined}>{text}</code>;
}

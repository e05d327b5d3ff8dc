import { TextInput, type TextInputProps } from '@mantine/core';

/** A secret of a node, such as a password of root: it is typed and never seen, and no browser fills in one of its own. */
export function SecretField(props: Omit<TextInputProps, 'type' | 'autoComplete' | 'spellCheck'>) {
  return <TextInput {...props} type="password" autoComplete="new-password" spellCheck={false} />;
}

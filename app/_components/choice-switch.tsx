import type { ReactNode } from 'react';
import classes from './choice-switch.module.css';

interface Choice<Key> {
  key: Key;
  text: string;
  icon?: ReactNode;
  /** Of the text, where it is not the page's. */
  lang?: string;
}

/** A few choices side by side, the present one pressed. `label` names the group for those who hear the page. */
export function ChoiceSwitch<Key extends string>(props: {
  label: string;
  choices: readonly Choice<Key>[];
  chosen: Key;
  onChoose: (key: Key) => void;
}) {
  const { label, choices, chosen, onChoose } = props;
  return (
    <fieldset className={classes.switch}>
      <legend className="visually-hidden">{label}</legend>
      {choices.map(({ key, text, icon, lang }) => (
        <button
          key={key}
          type="button"
          className={classes.choice}
          aria-pressed={chosen === key}
          lang={lang}
          onClick={() => onChoose(key)}
        >
          {icon}
          <span>{text}</span>
        </button>
      ))}
    </fieldset>
  );
}

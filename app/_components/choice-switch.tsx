import type { ReactNode } from 'react';
import classes from './choice-switch.module.css';

interface Choice<Key> {
  key: Key;
  text: string;
  icon?: ReactNode;
  /** Of the text, where it is not the page's. */
  lang?: string;
}

/** A few choices side by side, the present one pressed. `label` names the group: in a form it is seen, elsewhere only heard. */
export function ChoiceSwitch<Key extends string>(props: {
  label: string;
  choices: readonly Choice<Key>[];
  /** Null: none yet. */
  chosen: Key | null;
  onChoose: (key: Key) => void;
  labelled?: boolean;
}) {
  const { label, choices, chosen, onChoose, labelled = false } = props;
  return (
    <fieldset className={classes.group}>
      <legend className={labelled ? classes.label : 'visually-hidden'}>{label}</legend>
      <div className={classes.switch}>
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
      </div>
    </fieldset>
  );
}

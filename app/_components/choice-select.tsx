import classes from './choice-select.module.css';

/** One of several choices in the tools of a page, as the browser shows them: the component library's would be most of a page's own script. */
export function ChoiceSelect<Key extends string>(props: {
  label: string;
  choices: ReadonlyArray<{ key: Key; text: string }>;
  chosen: Key;
  onChoose: (key: Key) => void;
  disabled?: boolean;
}) {
  const { label, choices, chosen, onChoose, disabled } = props;
  return (
    <select
      className={classes.select}
      aria-label={label}
      value={chosen}
      disabled={disabled}
      onChange={(event) => {
        const choice = choices[event.currentTarget.selectedIndex];
        if (choice) onChoose(choice.key);
      }}
    >
      {choices.map(({ key, text }) => (
        <option key={key} value={key}>
          {text}
        </option>
      ))}
    </select>
  );
}

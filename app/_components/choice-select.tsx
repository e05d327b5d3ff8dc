import classes from './choice-select.module.css';

/** One of several choices in a list's tools, as the browser shows them: the component library's would be most of a page's own script. */
export function ChoiceSelect<Key extends string>(props: {
  label: string;
  choices: ReadonlyArray<{ key: Key; text: string }>;
  chosen: Key;
  onChoose: (key: Key) => void;
}) {
  const { label, choices, chosen, onChoose } = props;
  return (
    <select
      className={classes.select}
      aria-label={label}
      value={chosen}
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

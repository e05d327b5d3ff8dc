import classes from './pick-box.module.css';

/** Selects a row, or all of several: selected in part where `picked` is some of `of`. */
export function PickBox(props: { label: string; picked: number; of: number; onPick: (on: boolean) => void }) {
  const { label, picked, of, onPick } = props;
  const every = of > 0 && picked === of;
  const isPart = picked > 0 && !every;
  return (
    <input
      data-part={isPart}
      // No attribute says it to the browser (HTML, `indeterminate`).
      ref={(box) => {
        if (box) box.indeterminate = isPart;
      }}
      type="checkbox"
      className={classes.box}
      checked={every}
      onChange={() => onPick(!every)}
      aria-label={label}
    />
  );
}

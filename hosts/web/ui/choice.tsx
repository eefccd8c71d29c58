/** One of a few values, all in view. */
export function Choice<Value extends string>(options: {
  readonly legend: string;
  readonly values: readonly Value[];
  readonly labels: Readonly<Record<Value, string>>;
  readonly chosen: Value;
  readonly onChoose: (value: Value) => void;
}) {
  return (
    <fieldset className="choice">
      <legend>{options.legend}</legend>
      <div className="choice-values">
        {options.values.map((value) => (
          <label key={value} className="choice-value">
            <input
              type="radio"
              name={options.legend}
              value={value}
              checked={value === options.chosen}
              onChange={() => options.onChoose(value)}
            />
            <span>{options.labels[value]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/**
 * A sample is { bench, contender, case, metric, values }: what was measured of a contender in one case, one value a round. NaN: there was
 * nothing to measure, as of a contender that shows nothing offline.
 */

/** Collects values into samples. `note` takes what one round measured of a contender, by metric. */
export function collector(bench) {
  const samples = new Map();
  const note = (contender, of, measured) => {
    for (const [metric, value] of Object.entries(measured)) {
      const key = JSON.stringify([contender, of, metric]);
      const sample = samples.get(key) ?? { bench, contender, case: of, metric, values: [] };
      sample.values.push(value);
      samples.set(key, sample);
    }
  };
  return { note, samples: () => [...samples.values()] };
}

/** The sample of this description; undefined when it was not measured. */
export function find(samples, { bench, contender, metric, ...of }) {
  return samples.find(
    (sample) =>
      sample.bench === bench &&
      sample.contender === contender &&
      sample.metric === metric &&
      Object.entries(of).every(([name, value]) => sample.case[name] === value),
  );
}

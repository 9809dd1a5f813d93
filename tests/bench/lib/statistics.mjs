const ascending = (a, b) => a - b;

/** The value below which `share` of them lie, between neighbours by the straight line; NaN of none. */
function quantile(sorted, share) {
  if (sorted.length === 0) return Number.NaN;
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  return below + (sorted[Math.ceil(place)] - below) * (place - Math.floor(place));
}

/** { median, least, most, lower, upper, count } of the values; `lower` and `upper` are the quartiles. What is no number is left out. */
export function summarise(values) {
  const sorted = values.filter((value) => Number.isFinite(value)).sort(ascending);
  return {
    median: quantile(sorted, 0.5),
    least: sorted[0] ?? Number.NaN,
    most: sorted.at(-1) ?? Number.NaN,
    lower: quantile(sorted, 0.25),
    upper: quantile(sorted, 0.75),
    count: sorted.length,
  };
}

/** NaN when most rounds measured nothing: a contender that fails half of the time has no time. */
export function medianOf(values) {
  const { median, count } = summarise(values);
  return count * 2 > values.length ? median : Number.NaN;
}

/** The value of one series, such as `ppc_url_cache_lookups_total{result="hit"}`; 0 when there is none. */
export async function metric(api: string, series: string): Promise<number> {
  const text = await (await fetch(`${api}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? 0 : Number(line.slice(series.length + 1));
}

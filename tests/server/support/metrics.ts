import { eventually } from './http.js';

/** The value of one series, such as `ppc_url_cache_lookups_total{result="hit"}`; 0 when there is none. */
export async function metric(api: string, series: string): Promise<number> {
  const text = await (await fetch(`${api}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? 0 : Number(line.slice(series.length + 1));
}

/** Asks that address until it is answered from the server's own memory, as it is only while the server hears of drops. */
export async function untilNear(api: string, address: string): Promise<void> {
  const hits = () => metric(api, 'ppc_near_cache_lookups_total{result="hit"}');
  await eventually(async () => {
    const before = await hits();
    await (await fetch(address)).arrayBuffer();
    return (await hits()) > before;
  });
}

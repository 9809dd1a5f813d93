/** Runs one step under a headline and says how long it took. */
export async function step(title, work) {
  console.log(`\n== ${title}`);
  const started = performance.now();
  const result = await work();
  console.log(`-- ${title}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return result;
}

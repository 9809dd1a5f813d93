/** An expected end: its message is all the user needs, one sentence, without a stack. */
export class Stop extends Error {}

/** Runs a script's main function and turns what it throws into the exit code. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    console.error(error instanceof Stop ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}

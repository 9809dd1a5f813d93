declare global {
  /** When the first line of the page's own script ran; of performance.now(). */
  var firstLine: number;
}

/** To be imported before everything else, in the same file as all of it: from here on the module's start is measured. */
globalThis.firstLine = performance.now();

export {};

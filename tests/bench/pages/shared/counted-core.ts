/**
 * Counts the calls into WebAssembly. To be loaded before the package: every function that a module exports, or that is taken out of its
 * table (as embind does), is wrapped. Only pages that count load it, as the wrappers cost time.
 */

type Call = (...values: unknown[]) => unknown;

let calls = 0;
const wrapped = new WeakMap<Call, Call>();
const memories: WebAssembly.Memory[] = [];

function counted(call: Call): Call {
  const known = wrapped.get(call);
  if (known !== undefined) return known;
  const wrapper: Call = (...values) => {
    calls += 1;
    return call(...values);
  };
  wrapped.set(call, wrapper);
  return wrapper;
}

function countedExports(exports: WebAssembly.Exports): WebAssembly.Exports {
  const entries = Object.entries(exports).map(([name, value]) => {
    if (value instanceof WebAssembly.Memory) memories.push(value);
    return [name, typeof value === 'function' ? counted(value as Call) : value] as const;
  });
  return Object.fromEntries(entries);
}

const RealInstance = WebAssembly.Instance;
const realGet = WebAssembly.Table.prototype.get;

class CountedInstance {
  readonly exports: WebAssembly.Exports;

  constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
    this.exports = countedExports(new RealInstance(module, imports).exports);
  }
}

WebAssembly.Instance = CountedInstance as unknown as typeof RealInstance;

WebAssembly.Table.prototype.get = function (index: number): unknown {
  const value = realGet.call(this, index) as unknown;
  return typeof value === 'function' ? counted(value as Call) : value;
};

export function callsIntoWebAssembly(): number {
  return calls;
}

/** Bytes of linear memory up to the last that was ever written: what is allocated, and the gaps in it. */
export function memoryInUse(): number {
  const bytes = new Uint8Array((memories.at(-1) as WebAssembly.Memory).buffer);
  let last = bytes.length;
  while (last > 0 && bytes[last - 1] === 0) last -= 1;
  return last;
}

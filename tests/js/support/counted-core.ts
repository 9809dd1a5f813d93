import type { Core } from '../../../js/client/core-module.js';

/** Names of the calls into WebAssembly since the start or the last take(), in order. */
let calls: string[] = [];

export function takeCalls(): string[] {
  const taken = calls;
  calls = [];
  return taken;
}

/** A core whose calls are written down. */
export function counted(core: Core): Core {
  return new Proxy(core, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...parameters: unknown[]) => {
        calls.push(String(name));
        return Reflect.apply(member, target, parameters);
      };
    },
  });
}

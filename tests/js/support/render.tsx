import { act, type ReactElement, StrictMode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot, hydrateRoot, type Root } from 'react-dom/client';
import { vi } from 'vitest';

let actRequired = true;

/** Whether React warns about an update outside of act(). */
function setActRequired(required: boolean): void {
  actRequired = required;
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: required });
}
setActRequired(true);

export interface Rendered {
  container: HTMLElement;
  render(element: ReactElement): Promise<void>;
  unmount(): Promise<void>;
}

const mounted = new Set<Rendered>();

function wrap(container: HTMLElement, root: Root): Rendered {
  const rendered: Rendered = {
    container,
    render: (element) => act(async () => root.render(element)),
    async unmount() {
      mounted.delete(rendered);
      await act(async () => root.unmount());
      container.remove();
    },
  };
  mounted.add(rendered);
  return rendered;
}

function newContainer(html = ''): HTMLElement {
  const container = document.createElement('div');
  container.innerHTML = html;
  document.body.append(container);
  return container;
}

/** Renders in StrictMode unless told otherwise, and waits for the effects. */
export async function render(element: ReactElement, options: { strict?: boolean } = {}): Promise<Rendered> {
  const container = newContainer();
  const rendered = wrap(container, createRoot(container));
  await rendered.render(options.strict === false ? element : <StrictMode>{element}</StrictMode>);
  return rendered;
}

/** Renders as an application does, without act(): what is there when it returns is what the first paint shows. */
export function renderLive(element: ReactElement): Rendered {
  setActRequired(false);
  const container = newContainer();
  const root = createRoot(container);
  const render = async (next: ReactElement): Promise<void> =>
    flushSync(() => root.render(<StrictMode>{next}</StrictMode>));
  const rendered: Rendered = {
    container,
    render,
    async unmount() {
      mounted.delete(rendered);
      flushSync(() => root.unmount());
      container.remove();
      await Promise.resolve();
    },
  };
  mounted.add(rendered);
  void render(element);
  return rendered;
}

/** Takes over server-rendered HTML. */
export async function hydrate(html: string, element: ReactElement): Promise<Rendered> {
  const container = newContainer(html);
  let root: Root | undefined;
  await act(async () => {
    root = hydrateRoot(container, <StrictMode>{element}</StrictMode>);
  });
  return wrap(container, root as Root);
}

export async function unmountAll(): Promise<void> {
  for (const rendered of [...mounted]) await rendered.unmount();
  setActRequired(true);
}

/** The one `<img>`; fails when there is none or more than one. */
export function onlyImage(container: HTMLElement): HTMLImageElement {
  const [image, ...more] = container.querySelectorAll('img');
  if (image === undefined || more.length > 0) throw new Error(`Not one <img>: ${container.innerHTML}`);
  return image;
}

/** Waits until the assertion holds, while the browser's own events may change what is rendered. */
export async function eventually(assertion: () => void): Promise<void> {
  const required = actRequired;
  setActRequired(false);
  try {
    await vi.waitFor(assertion, { timeout: 5000, interval: 10 });
  } finally {
    setActRequired(required);
  }
}

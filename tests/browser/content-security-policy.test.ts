import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layersFilled, picturesShown } from './support/looking.js';
import { startWorld, type World } from './support/world.js';

declare global {
  interface Window {
    violations: string[];
  }
}

describe("under script-src 'self' 'wasm-unsafe-eval'", () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
    await world.putPicture('ada');
  });
  afterAll(() => world.stop());

  const open = async (query: string): Promise<Page> => {
    const visitor = await world.newVisitor();
    await visitor.addInitScript(() => {
      window.violations = [];
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
        window.violations.push(`${violatedDirective} ${blockedURI}`);
      });
    });
    return world.open(visitor, query);
  };

  it('the cache starts, fills every layer and offends nothing', async () => {
    const page = await open('?users=ada');
    await picturesShown(page, 1);
    await layersFilled(page, 1);
    await page.reload();
    await picturesShown(page, 1);
    expect(await page.evaluate(() => window.violations)).toEqual([]);
  });

  it('what the policy forbids is refused, and seen by this test', async () => {
    const page = await open('?users=ada');
    await picturesShown(page, 1);
    const refused = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.inlineRan = true';
      document.head.append(script);
      return 'inlineRan' in window ? 'ran' : 'refused';
    });
    expect(refused).toBe('refused');
    await page.waitForFunction(() => window.violations.length > 0);
  });
});

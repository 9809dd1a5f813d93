import { afterEach, expect, test, vi } from 'vitest';
import { createPictureCache } from '../../../../js/client/create-picture-cache.js';
import { closePage, openPage } from '../../support/page-cache.js';

afterEach(closePage);

test('a page that may not run WebAssembly gets placeholders and is told what to allow', async () => {
  openPage();
  function refuse() {
    throw new WebAssembly.CompileError("Refused to compile: 'unsafe-eval' is not allowed");
  }
  vi.spyOn(WebAssembly, 'Module').mockImplementation(refuse);
  const complain = vi.spyOn(console, 'error').mockImplementation(() => {});
  const cache = createPictureCache();
  await cache.ready;
  expect(complain).toHaveBeenCalledOnce();
  expect(String(complain.mock.calls[0]?.[0])).toMatch(/WebAssembly.*Refused to compile.*'wasm-unsafe-eval'/);
  const failed = { code: 'noWebAssembly' };
  expect(cache.snapshot('ada')).toMatchObject({ status: 'error', url: null, error: failed });
  await expect(cache.resolve('ada')).rejects.toMatchObject(failed);
});

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createConsumer, pack } from './consumer.mjs';

const TSC = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
const TYPES = { 18: '@types/react@18', 19: '@types/react@19' };
const STRICT = [
  '--strict',
  '--noEmit',
  '--jsx',
  'react-jsx',
  '--target',
  'es2022',
  '--lib',
  'es2023,dom,dom.iterable',
];
const consumers = {};

before(async () => {
  const tarball = await pack();
  for (const major of [18, 19]) {
    const packages = [`react@${major}`, `react-dom@${major}`, TYPES[major]];
    consumers[major] = await createConsumer(tarball, packages);
  }
});

after(() => Promise.all(Object.values(consumers).map((consumer) => consumer.remove())));

for (const major of [18, 19]) {
  test(`/core answers 'idle' on a server (React ${major} beside it)`, async () => {
    const { stdout, stderr } = await consumers[major].node('core.mjs');
    assert.equal(stderr, '');
    assert.deepEqual(JSON.parse(stdout), { status: 'idle', variant: 128 });
  });

  test(`React ${major} renders the placeholder on a server`, async () => {
    const { stdout, stderr } = await consumers[major].node('render.mjs');
    assert.equal(stderr, '');
    assert.match(stdout, /^<img [^>]*src="data:image\/svg\+xml/);
    assert.match(stdout, /alt="Ada Lovelace"/);
  });

  for (const resolution of ['bundler', 'node16']) {
    const module = resolution === 'bundler' ? 'esnext' : 'node16';
    const options = [...STRICT, '--module', module, '--moduleResolution', resolution, '--types', 'react'];

    test(`an application type-checks with React ${major} under "${resolution}", the package's types included`, async () => {
      const { code, stdout } = await consumers[major].node(TSC, ...options, 'app.tsx');
      assert.equal(stdout, '');
      assert.equal(code, 0);
    });

    test(`a wrong size and a prop of its own are type errors with React ${major} under "${resolution}"`, async () => {
      const { code, stdout } = await consumers[major].node(TSC, ...options, 'wrong.tsx');
      assert.notEqual(code, 0);
      assert.match(stdout, /wrong\.tsx\(3,/);
      assert.match(stdout, /wrong\.tsx\(5,/);
    });
  }
}

test('`npx profile-picture-cache init public/` writes the worker that the package holds', async () => {
  const { folder, npx } = consumers[19];
  const { code } = await npx('profile-picture-cache', 'init', 'public/');
  assert.equal(code, 0);
  const packed = await readFile(join(folder, 'node_modules/profile-picture-cache/dist/worker/sw.js'), 'utf8');
  assert.equal(await readFile(join(folder, 'public/sw.js'), 'utf8'), packed);
});

test('the command explains itself and fails when the target is a file', async () => {
  const { folder, npx } = consumers[19];
  await mkdir(join(folder, 'site'), { recursive: true });
  await writeFile(join(folder, 'site/public'), 'not a folder');
  const { code, stderr } = await npx('profile-picture-cache', 'init', 'site/public');
  assert.notEqual(code, 0);
  assert.match(stderr, /site\/public/);
});

test('an entry that the package does not export cannot be imported', async () => {
  const { code, stderr } = await consumers[19].node('-e', "import('profile-picture-cache/dist/index.js')");
  assert.notEqual(code, 0);
  assert.match(stderr, /ERR_PACKAGE_PATH_NOT_EXPORTED/);
});

test('the tarball holds what was built and no sources', () => {
  const inside = (path) => existsSync(join(consumers[19].folder, 'node_modules/profile-picture-cache', path));
  assert.deepEqual(['dist/index.js', 'dist/sw.js', 'dist/cli.js', 'package.json'].map(inside), [
    true,
    true,
    true,
    true,
  ]);
  assert.deepEqual(['js', 'cpp', 'web', 'scripts', 'build', 'tests'].some(inside), false);
});

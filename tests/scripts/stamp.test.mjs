import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import test from 'node:test';
import { at } from '../../scripts/lib/paths.mjs';
import { whenChanged } from '../../scripts/lib/stamp.mjs';

/** A folder of its own below build/, with one input file and one output file. */
async function project(t, name) {
  const folder = `build/stamp-test-${name}`;
  await mkdir(at(folder, 'in'), { recursive: true });
  const write = (file, text) => writeFile(at(folder, file), text);
  await write('in/a.txt', 'a');
  t.after(() =>
    Promise.all([rm(at(folder), { recursive: true }), rm(at('build/stamps', name), { force: true })]),
  );
  const task = { name, inputs: [`${folder}/in`], outputs: [`${folder}/out.txt`] };
  const build = () => whenChanged(task, () => write('out.txt', 'made'));
  return { build, write, removeOutput: () => rm(at(folder, 'out.txt')) };
}

test('work is done once for the same inputs', async (t) => {
  const { build } = await project(t, 'same');
  assert.deepEqual([await build(), await build()], [true, false]);
});

test('work is done again when an input changed, was added, or an output is gone', async (t) => {
  const { build, write, removeOutput } = await project(t, 'changed');
  await build();
  await write('in/a.txt', 'b');
  assert.equal(await build(), true);
  await write('in/b.txt', '');
  assert.equal(await build(), true);
  await removeOutput();
  assert.equal(await build(), true);
});

test('work that failed is done again', async (t) => {
  const { build } = await project(t, 'failed');
  const failing = whenChanged({ name: 'failed', inputs: ['build/stamp-test-failed/in'] }, () => {
    throw new Error('no');
  });
  await assert.rejects(failing);
  assert.equal(await build(), true);
});

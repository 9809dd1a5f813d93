import { mkdirSync, writeFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { at } from '../paths.mjs';
import { capture } from '../run.mjs';

/** Values: what Kubernetes' own schemas say of them. */
async function schemaFaults(object) {
  const { apiVersion, kind } = object;
  try {
    const models = await import(`kubernetes-models/${apiVersion}`);
    new models[kind](object).validate();
    return [];
  } catch (error) {
    return [`${kind} of ${apiVersion}: ${error.message}`];
  }
}

/** Names: the types made from the same schemas refuse a field that they do not know; the schemas let it pass. */
async function typeFaults(objects) {
  const lines = objects.map(
    ({ apiVersion, kind, ...rest }, i) =>
      `import type { I${kind} as T${i} } from 'kubernetes-models/${apiVersion}/${kind}';\n` +
      `export const object${i}: T${i} = ${JSON.stringify({ apiVersion, kind, ...rest })};\n`,
  );
  const folder = at('build/deploy');
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/kubernetes.ts`, lines.join(''));
  const flags = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--module',
    'nodenext',
    '--types',
    '',
  ];
  const compiler = at('node_modules/typescript/bin/tsc');
  const { code, stdout } = await capture(process.execPath, [compiler, ...flags, `${folder}/kubernetes.ts`]);
  return code === 0 ? [] : [stdout.trim()];
}

/** What is wrong with a manifest, one sentence each. */
export async function kubernetesFaults(text) {
  const documents = parseAllDocuments(text);
  const errors = documents.flatMap((document) => document.errors.map(({ message }) => message));
  if (errors.length > 0) return errors;
  const objects = documents.map((document) => document.toJS());
  const faults = (await Promise.all(objects.map(schemaFaults))).flat();
  return faults.length > 0 ? faults : typeFaults(objects);
}

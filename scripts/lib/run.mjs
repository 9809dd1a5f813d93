import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { root } from './paths.mjs';
import { Stop } from './stop.mjs';

/** This Node.js comes first, so that every tool uses the one that runs the scripts. */
function environment(extra) {
  return { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}`, ...extra };
}

function start(command, args, { env, cwd = root, stdio }) {
  return spawn(command, args, { cwd, env: environment(env), stdio });
}

function exitCode(child) {
  return new Promise((resolve) => {
    child.on('error', () => resolve(127));
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** Runs a program with its output passed through; resolves to its exit code. */
export function exitCodeOf(command, args, options = {}) {
  return exitCode(start(command, args, { ...options, stdio: ['ignore', 'inherit', 'inherit'] }));
}

/** The same, but a failure ends the script with one sentence. */
export async function run(command, args, options = {}) {
  const code = await exitCodeOf(command, args, options);
  if (code !== 0) throw new Stop(`\`${[command, ...args].join(' ')}\` failed with exit code ${code}.`);
}

/** Runs a program quietly; resolves to what it printed and its exit code. */
export async function capture(command, args, options = {}) {
  const child = start(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) {
    child[stream].setEncoding('utf8').on('data', (text) => {
      output[stream] += text;
    });
  }
  return { code: await exitCode(child), ...output };
}

/** Runs the script `entry` of an installed package (a path inside node_modules) with this Node.js. */
export function runModule(entry, args, options) {
  return run(process.execPath, [`${root}/node_modules/${entry}`, ...args], options);
}

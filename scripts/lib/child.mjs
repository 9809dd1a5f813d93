import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { root } from './paths.mjs';

/** Ends a program by its process id and waits until it is gone; one that does not listen is killed after 5 s. */
export function endChild(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const killer = setTimeout(() => child.kill('SIGKILL'), 5000);
    child.once('exit', () => {
      clearTimeout(killer);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

/**
 * Starts a program that says in its first line on standard output, as JSON, where it listens. Resolves to the process and
 * that object; rejects when it ends before. The program never outlives this process.
 */
export function startAnnouncing(command, args, { env } = {}) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const endWithUs = () => child.kill();
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${command} ended with ${code} before it listened`)));
    createInterface({ input: child.stdout }).once('line', (line) => {
      child.stdout.resume();
      try {
        resolve({ child, announced: JSON.parse(line) });
      } catch (error) {
        child.kill();
        reject(error);
      }
    });
  });
}

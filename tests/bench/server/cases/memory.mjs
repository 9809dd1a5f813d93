import { KeptConnection } from '../lib/keep-alive.mjs';
import { residentBytes, startServer } from '../lib/programs.mjs';
import { pathOf, USERS, warm } from '../lib/world.mjs';

const IDLE = 10_000;
const AT_ONCE = 500;

/** What the server holds with 10 000 idle connections, each of which has been answered once. */
export async function run({ world, note, rounds }) {
  for (let round = 0; round < Math.min(rounds, 3); round += 1) {
    const server = await startServer([...world.onRedis, '--max-connections', String(IDLE + 100)]);
    await warm(server);
    const before = residentBytes(server.pid);
    const connections = [];
    while (connections.length < IDLE) {
      const more = Array.from({ length: AT_ONCE }, (_, i) => {
        const path = pathOf(USERS[i % USERS.length]);
        return new KeptConnection(server.port, `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
      });
      await Promise.all(more.map((connection) => connection.ask()));
      connections.push(...more);
    }
    const after = residentBytes(server.pid);
    note('ours', {}, { withoutMB: before / 2 ** 20, eachKB: (after - before) / IDLE / 1024 });
    for (const connection of connections) connection.close();
    await server.stop();
  }
}

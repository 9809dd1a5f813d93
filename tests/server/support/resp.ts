import { connect } from 'node:net';

export type Reply = string | number | null | Reply[];

/** Redis' own error, such as "OOM command not allowed ...". */
export class RedisError extends Error {}

/** Asks a Redis server one thing over a connection of its own. */
export async function ask(port: number, ...command: string[]): Promise<Reply> {
  const [reply] = await askAll(port, [command]);
  return reply as Reply;
}

/** Several commands in one go; an error of Redis rejects. */
export function askAll(port: number, commands: readonly string[][]): Promise<Reply[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const replies: Reply[] = [];
    let received = Buffer.alloc(0);
    const end = (settle: () => void) => {
      socket.destroy();
      settle();
    };
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('Redis has closed the connection')));
    socket.on('data', (data) => {
      received = Buffer.concat([received, data]);
      try {
        for (let next = parse(received); next !== null; next = parse(received)) {
          received = received.subarray(next.end);
          replies.push(next.reply);
        }
      } catch (error) {
        end(() => reject(error));
      }
      if (replies.length === commands.length) end(() => resolve(replies));
    });
    for (const command of commands) socket.write(format(command));
  });
}

function format(command: readonly string[]): string {
  const parts = command.map((text) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`);
  return `*${command.length}\r\n${parts.join('')}`;
}

interface Parsed {
  reply: Reply;
  end: number;
}

/** The first whole reply; null while it is still arriving. */
function parse(bytes: Buffer, start = 0): Parsed | null {
  const line = bytes.indexOf('\r\n', start);
  if (line < 0) return null;
  const text = bytes.toString('utf8', start + 1, line);
  const after = line + 2;
  switch (String.fromCharCode(bytes[start] ?? 0)) {
    case '-':
      throw new RedisError(text);
    case ':':
      return { reply: Number(text), end: after };
    case '$':
      return parseBulk(bytes, Number(text), after);
    case '*':
      return parseList(bytes, Number(text), after);
    default:
      return { reply: text, end: after };
  }
}

function parseBulk(bytes: Buffer, size: number, start: number): Parsed | null {
  if (size < 0) return { reply: null, end: start };
  if (bytes.length < start + size + 2) return null;
  return { reply: bytes.toString('utf8', start, start + size), end: start + size + 2 };
}

function parseList(bytes: Buffer, count: number, start: number): Parsed | null {
  const list: Reply[] = [];
  let end = start;
  for (let i = 0; i < count; i += 1) {
    const item = parse(bytes, end);
    if (item === null) return null;
    list.push(item.reply);
    end = item.end;
  }
  return { reply: list, end };
}

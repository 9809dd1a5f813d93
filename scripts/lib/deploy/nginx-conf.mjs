/**
 * The nginx.conf that is delivered, with a place of its own: only the lines that it marks "yours" change. `servers` are
 * "host:port"; `listen` likewise; `folder` takes what nginx writes.
 */
export function localNginxConf(text, { folder, listen, servers }) {
  const rest = [...servers];
  const change = (line) => {
    if (/^\s+server \d/.test(line)) {
      const server = rest.shift();
      return server === undefined ? '' : line.replace(/server \S+/, `server ${server}`);
    }
    if (/^\s+listen /.test(line)) return line.replace(/listen [^;]+/, `listen ${listen}`);
    return line.replace('/run/', `${folder}/`).replace('/var/cache/nginx/', `${folder}/`);
  };
  return text
    .split('\n')
    .map((line) => (line.endsWith('# yours') ? change(line) : line))
    .join('\n');
}

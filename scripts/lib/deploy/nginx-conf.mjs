/**
 * The nginx.conf that is delivered, with a place of its own: only the lines that it marks "yours" change. `servers` are
 * "host:port"; `listen` likewise; `folder` takes what nginx writes. The folders that nginx was built with are root's
 * alone, so all others get their own; `changeTimeout` is how long an upload may take.
 */
export function localNginxConf(text, { folder, listen, servers, changeTimeout = '60s' }) {
  const rest = [...servers];
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const temporary = kinds.map((kind) => `  ${kind}_temp_path ${folder}/${kind};`).join('\n');
  const change = (line) => {
    if (/^\s+server \d/.test(line)) {
      const server = rest.shift();
      return server === undefined ? '' : line.replace(/server \S+/, `server ${server}`);
    }
    if (/^\s+listen /.test(line)) return line.replace(/listen [^;]+/, `listen ${listen}`);
    if (/^\s+proxy_cache_path /.test(line))
      return `${temporary}\n${line.replace('/var/cache/nginx/', `${folder}/`)}`;
    if (/^\s+proxy_read_timeout /.test(line)) return line.replace('60s', changeTimeout);
    return line.replace('/run/', `${folder}/`);
  };
  return text
    .split('\n')
    .map((line) => (line.endsWith('# yours') ? change(line) : line))
    .join('\n');
}

import { dirname, posix } from 'node:path';

/**
 * Which part of the source may use which (the arrows of the design). A part is a folder; the longest that matches counts.
 * `imports`: parts and packages a TypeScript file may import; a package stands for its subpaths too.
 */
const TYPESCRIPT = [
  { part: 'js/shared', imports: ['js/shared'] },
  { part: 'js/shims', imports: ['js/shims', 'js/shared'] },
  { part: 'js/client', imports: ['js/client', 'js/shims', 'js/shared', 'js/console', '#picture-core'] },
  { part: 'js/console', imports: ['js/console', 'js/client', 'js/shared'] },
  { part: 'js/react', imports: ['js/react', 'js/client', 'js/shared', 'react'] },
  {
    part: 'js/dashboard',
    imports: ['js/dashboard', 'js/react', 'js/client', 'js/console', 'js/shared', 'react'],
  },
  { part: 'js/cli', imports: ['js/cli', 'js/console', 'node:'] },
  { part: 'js', imports: ['js'] },
  { part: 'sw', imports: ['sw', 'js/shared'] },
  { part: 'web', imports: ['web', 'profile-picture-cache', 'react', 'react-dom'] },
  { part: 'scripts', imports: null, notImports: ['tests', 'web'] },
];

const STREAMS = ['iostream', 'fstream', 'sstream', 'ostream', 'istream', 'iomanip', 'cstdio', 'print'];
const TIME_AND_THREADS = ['chrono', 'ctime', 'thread', 'mutex', 'future', 'condition_variable', 'stop_token'];
const SYSTEM = ['filesystem', 'random', 'regex', 'csignal'];

/** What a C++ file of each part may include, and words that must not stand in it. */
const CPP = [
  {
    part: 'cpp/core',
    quoted: ['core/'],
    angled: (header) =>
      /^[a-z_]+$/.test(header) && ![...STREAMS, ...TIME_AND_THREADS, ...SYSTEM].includes(header),
    words: /emscripten|::now\(|\bthrow\b|\btry\b|\bcatch\b|\bdynamic_cast\b|\btypeid\b/,
  },
  {
    part: 'cpp/wasm',
    quoted: ['core/', 'wasm/'],
    angled: (header) => !/^(boost|openssl|hiredis)\//.test(header),
  },
  { part: 'cpp/server', quoted: ['core/', 'server/'], angled: (header) => !header.startsWith('emscripten') },
];

/** Folders of the server that each of its folders may use, besides itself (null: all): the arrows inside the backend, which have no circle. */
const SERVER = {
  base: [],
  metrics: [],
  ports: ['base'],
  net: ['base'],
  http: ['base', 'net'],
  redis: ['base', 'net'],
  http_client: ['base', 'net', 'http'],
  limits: ['base', 'ports', 'redis'],
  auth: ['base', 'ports', 'http'],
  pictures: ['base', 'ports'],
  s3: ['base', 'ports', 'net', 'http', 'http_client'],
  url_cache: ['base', 'ports', 'metrics', 'redis'],
  embedded: ['base', 'ports', 'metrics', 'http', 's3', 'url_cache'],
  api: ['base', 'ports', 'metrics', 'http', 'auth', 'limits', 'pictures', 's3'],
  config: ['base', 'http', 'redis', 's3'],
  process: null,
};

const IMPORT =
  /(?:^|[\s;])(?:import|export)\s[^;'"]*?from\s*['"]([^'"]+)['"]|(?:import\s*\(|^import)\s*['"]([^'"]+)['"]/gm;
const INCLUDE = /^\s*#include\s*(?:"([^"]+)"|<([^>]+)>)/gm;
const COMMENT = /\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;

const isBelow = (path, part) =>
  path === part || path.startsWith(`${part}/`) || (part.endsWith(':') && path.startsWith(part));
const ruleFor = (rules, path) => rules.find(({ part }) => isBelow(path, part));

/** A specifier as a path of the checkout, or as it stands when it is a package. */
function targetOf(path, specifier) {
  return specifier.startsWith('.') ? posix.join(dirname(path), specifier) : specifier;
}

function checkImports({ path, text }) {
  const rule = ruleFor(TYPESCRIPT, path);
  if (rule === undefined) return [];
  const specifiers = [...text.matchAll(IMPORT)].map(([, from, bare]) => from ?? bare);
  const isAllowed = (target) =>
    rule.imports === null
      ? !rule.notImports.some((part) => isBelow(target, part))
      : rule.imports.some((part) => isBelow(target, part));
  return specifiers
    .filter((specifier) => !isAllowed(targetOf(path, specifier)))
    .map((specifier) => `${path}: ${rule.part} must not import '${specifier}'`);
}

function checkServerFolders({ path, text }) {
  const folder = /^cpp\/server\/([^/]+)\//.exec(path)?.[1];
  if (folder === undefined) return [];
  const allowed = SERVER[folder];
  if (allowed === undefined) return [`${path}: say in SERVER what cpp/server/${folder} may use`];
  if (allowed === null) return [];
  const used = [...text.matchAll(INCLUDE)].map(([, quoted]) => /^server\/([^/]+)\//.exec(quoted ?? '')?.[1]);
  return used
    .filter((other) => other !== undefined && other !== folder && !allowed.includes(other))
    .map((other) => `${path}: cpp/server/${folder} must not include server/${other}`);
}

function checkIncludes({ path, text }) {
  const rule = ruleFor(CPP, path);
  if (rule === undefined) return [];
  const found = checkServerFolders({ path, text });
  for (const [, quoted, angled] of text.matchAll(INCLUDE)) {
    const allowed = quoted ? rule.quoted.some((prefix) => quoted.startsWith(prefix)) : rule.angled(angled);
    if (!allowed) found.push(`${path}: ${rule.part} must not include ${quoted ?? angled}`);
  }
  const word = rule.words?.exec(text.replace(COMMENT, ''));
  if (word) found.push(`${path}: '${word[0]}' must not stand in ${rule.part}`);
  return found;
}

/** What goes against the arrows in these files ({ path, text }), one sentence each. */
export function findViolations(files) {
  return files.flatMap((file) => (/\.(h|cpp)$/.test(file.path) ? checkIncludes(file) : checkImports(file)));
}

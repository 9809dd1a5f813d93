/** What the project needs from Debian 12, by what it is for. */
export const BUILD_PACKAGES = [
  'g++',
  'cmake',
  'ninja-build',
  'nlohmann-json3-dev',
  'doctest-dev',
  'libboost1.81-dev',
  'libssl-dev',
  'libhiredis-dev',
  'libspdlog-dev',
  'prometheus-cpp-dev',
  'libvips-dev',
  'pkg-config',
  'zlib1g-dev',
];

/** Only when no suitable `emcc` is on PATH. */
export const EMSCRIPTEN_PACKAGES = ['emscripten'];

export const BROWSER_PACKAGES = ['chromium'];

/** Real servers that the backend's tests run against, on loopback. */
export const SERVER_TEST_PACKAGES = [
  'redis-server',
  'redis-tools',
  'ceph-mon',
  'ceph-osd',
  'ceph-common',
  'radosgw',
  'openssl',
  'nginx-light',
];

/** What reads the server's deployment files. */
export const DEPLOY_PACKAGES = ['systemd', 'docker-compose', 'nginx-light'];

/** For the certificate of the benchmark's HTTP/2 server. */
export const BENCH_PACKAGES = ['openssl'];

/** For `npm run bench:server`: the load, and what the backend is measured beside. */
export const SERVER_BENCH_PACKAGES = [
  'wrk',
  'python3-fastapi',
  'uvicorn',
  'python3-uvloop',
  'python3-httptools',
  'python3-redis',
  // Parses Redis' answers for redis-py, faster than it does itself.
  'python3-hiredis',
  'python3-boto3',
];

export const CHECK_PACKAGES = ['clang-format', 'clang-tidy'];

#include "server/process/open_files.h"

#include <sys/resource.h>

#include <algorithm>
#include <string>

#include "server/base/log.h"

namespace ppc::server {
namespace {

/// Event loops, listeners, connections that are told that there are too many, those to Redis and to the
/// object store, pictures being written.
constexpr rlim_t kOwnFiles = 256;

/// The limit that now holds.
rlim_t raise_limit() {
  struct rlimit limit {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return RLIM_INFINITY;
  struct rlimit raised = limit;
  raised.rlim_cur = raised.rlim_max;
  return ::setrlimit(RLIMIT_NOFILE, &raised) == 0 ? raised.rlim_cur : limit.rlim_cur;
}

}  // namespace

int connections_that_fit(int wanted) {
  const rlim_t files = raise_limit();
  const rlim_t room = files > 2 * kOwnFiles ? files - kOwnFiles : std::max<rlim_t>(1, files / 2);
  if (room >= static_cast<rlim_t>(wanted)) return wanted;
  log::warning("this process may have " + std::to_string(files) + " open files: --max-connections is " +
               std::to_string(room) + " instead of " + std::to_string(wanted) +
               "; raise the hard limit (ulimit -Hn, LimitNOFILE) for more");
  return static_cast<int>(room);
}

}  // namespace ppc::server

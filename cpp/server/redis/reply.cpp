#include "server/redis/reply.h"

namespace ppc::server::redis {

bool Reply::is_error(std::string_view code) const {
  return is_error() && text.starts_with(code) && (text.size() == code.size() || text[code.size()] == ' ');
}

bool says_unavailable(const Reply& reply) {
  if (!reply.is_error()) return false;
  for (std::string_view code : {"LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "NOAUTH", "UNBLOCKED"}) {
    if (reply.is_error(code)) return true;
  }
  return false;
}

}  // namespace ppc::server::redis

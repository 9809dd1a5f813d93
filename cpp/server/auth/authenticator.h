// Who asks, decided from the head of a request before its body is read.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "server/http/message.h"

namespace ppc::server {

struct Caller {
  std::string subject;  // never empty
  std::vector<std::string> scopes;

  bool has_scope(std::string_view scope) const {
    return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
  }
};

/// No longer subject than this is taken: user ids have at most 128 bytes.
inline constexpr std::size_t kMaxSubject = 256;

/// Why it is not known who asks. Neither text holds anything of the token.
struct AuthFailure {
  enum class Kind { kMissing, kInvalid } kind;
  std::string_view message;  // for the client, in general terms; printable ASCII without quotes
  std::string reason;        // for the log
};

/// Never null.
using CallerPointer = std::shared_ptr<const Caller>;
using AuthResult = std::variant<CallerPointer, AuthFailure>;

/// May be used by several event loops at once.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  virtual AuthResult identify(const Request& head) = 0;
};

}  // namespace ppc::server

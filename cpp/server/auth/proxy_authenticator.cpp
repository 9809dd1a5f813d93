#include "server/auth/proxy_authenticator.h"

#include "server/base/query.h"

namespace ppc::server {
namespace {

AuthFailure missing(std::string reason) {
  return {AuthFailure::Kind::kMissing, "sign in: requests must come through the proxy that knows you",
          std::move(reason)};
}

AuthFailure invalid(std::string reason) {
  return {AuthFailure::Kind::kInvalid, "the proxy did not say clearly who asks", std::move(reason)};
}

}  // namespace

AuthResult ProxyAuthenticator::identify(const Request& head) {
  if (!settings_.trusted.contains(head.peer)) return missing("the peer is not a trusted proxy");
  const auto user = head.header(settings_.user_header);
  if (!user || user->empty()) return missing("the proxy sent no " + settings_.user_header);
  if (head.count_of(settings_.user_header) > 1 || head.count_of(settings_.scopes_header) > 1) {
    return invalid("a header of the proxy is repeated: does it remove what it receives?");
  }
  if (user->size() > kMaxSubject) return invalid(settings_.user_header + " has more than 256 bytes");
  Caller caller{std::string(*user), {}};
  for (const std::string_view scope : split(head.header(settings_.scopes_header).value_or(""), ' ')) {
    if (!scope.empty()) caller.scopes.emplace_back(scope);
  }
  return std::make_shared<const Caller>(std::move(caller));
}

}  // namespace ppc::server

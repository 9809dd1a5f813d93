// Callers that a reverse proxy has authenticated and names in a header.
#pragma once

#include <string>

#include "server/auth/authenticator.h"
#include "server/http/networks.h"

namespace ppc::server {

struct ProxySettings {
  /// Only these are believed. Such a proxy must remove both headers from what it receives.
  Networks trusted;
  std::string user_header = "X-Forwarded-User";
  std::string scopes_header = "X-Forwarded-Scopes";  // with spaces between them
};

class ProxyAuthenticator final : public Authenticator {
 public:
  explicit ProxyAuthenticator(ProxySettings settings) : settings_(std::move(settings)) {}

  AuthResult identify(const Request& head) override;

 private:
  const ProxySettings settings_;
};

}  // namespace ppc::server

// Callers that present a JSON Web Token: "Authorization: Bearer <token>".
#pragma once

#include <memory>
#include <string>

#include "server/auth/authenticator.h"
#include "server/auth/claims.h"
#include "server/auth/key_ring.h"
#include "server/auth/verified_tokens.h"
#include "server/ports/clock.h"

namespace ppc::server {

class JwtAuthenticator final : public Authenticator {
 public:
  /// The algorithm of `keys` is the only one taken. All must outlive this.
  JwtAuthenticator(KeyRing& keys, ClaimRules rules, const Clock& clock);

  AuthResult identify(const Request& head) override;

 private:
  using Checked = std::variant<std::shared_ptr<const Claims>, AuthFailure>;

  Checked claims_of(const std::string& token);
  Checked verify(const std::string& token, const Keys& keys) const;

  KeyRing& keys_;
  const ClaimRules rules_;
  const Clock& clock_;
  VerifiedTokens verified_;
};

}  // namespace ppc::server

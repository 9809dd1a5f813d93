// The key that signs, made once for a day and a secret.
#pragma once

#include <optional>

#include "server/s3/sigv4.h"

namespace ppc::server::s3 {

/// Remembers the last key: not for use by two threads at once.
class SigningKey {
 public:
  const HmacKey& of(const Credentials& credentials, const Scope& scope) {
    if (!key_ || !(scope == scope_) || credentials.secret_key != secret_) {
      key_.emplace(signing_key(credentials.secret_key, scope));
      scope_ = scope;
      secret_ = credentials.secret_key;
    }
    return *key_;
  }

 private:
  std::optional<HmacKey> key_;
  Scope scope_;
  std::string secret_;
};

}  // namespace ppc::server::s3

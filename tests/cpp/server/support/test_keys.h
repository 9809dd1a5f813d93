// One key of each kind for all tests: making an RSA key takes a while.
#pragma once

#include "support/signing_key.h"

namespace ppc::server::test {

inline const SigningKey& rsa_key() {
  static const SigningKey key = SigningKey::rsa();
  return key;
}
inline const SigningKey& other_rsa_key() {
  static const SigningKey key = SigningKey::rsa();
  return key;
}
inline const SigningKey& ec_key() {
  static const SigningKey key = SigningKey::ec();
  return key;
}
inline const std::string& secret_text() {
  static const std::string text = "a secret of thirty-two bytes or a few more";
  return text;
}
inline const SigningKey& secret_key() {
  static const SigningKey key = SigningKey::secret(secret_text());
  return key;
}

}  // namespace ppc::server::test

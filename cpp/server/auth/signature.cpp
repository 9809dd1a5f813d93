#include "server/auth/signature.h"

#include <jwt.h>

#include <memory>

namespace ppc::server {
namespace {

jwt_alg_t libjwt_name_of(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::kHs256:
      return JWT_ALG_HS256;
    case Algorithm::kRs256:
      return JWT_ALG_RS256;
    case Algorithm::kEs256:
      break;
  }
  return JWT_ALG_ES256;
}

}  // namespace

bool has_valid_signature(const std::string& token, Algorithm algorithm, const std::string& key) {
  // Without a key libjwt checks nothing at all.
  if (key.empty()) return false;
  jwt_t* decoded = nullptr;
  const int failure = jwt_decode(&decoded, token.c_str(), reinterpret_cast<const unsigned char*>(key.data()),
                                 static_cast<int>(key.size()));
  const std::unique_ptr<jwt_t, decltype(&jwt_free)> owner(failure == 0 ? decoded : nullptr, &jwt_free);
  return owner && jwt_get_alg(owner.get()) == libjwt_name_of(algorithm);
}

}  // namespace ppc::server

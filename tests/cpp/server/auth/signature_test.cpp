#include "server/auth/signature.h"

#include <doctest/doctest.h>

#include "server/base/base64url.h"
#include "support/test_keys.h"

namespace ppc::server {
namespace {

using nlohmann::json;

std::string token(const char* algorithm, const test::SigningKey& key) {
  return test::make_token({{"alg", algorithm}, {"typ", "JWT"}}, {{"sub", "ada"}}, key);
}

}  // namespace

TEST_CASE("a signature is right for its algorithm and key only") {
  const std::string pem = test::rsa_key().public_pem();
  const std::string good = token("RS256", test::rsa_key());
  CHECK(has_valid_signature(good, Algorithm::kRs256, pem));
  CHECK_FALSE(has_valid_signature(good, Algorithm::kRs256, test::other_rsa_key().public_pem()));
  CHECK_FALSE(has_valid_signature(good, Algorithm::kEs256, pem));
  CHECK_FALSE(has_valid_signature(good, Algorithm::kHs256, pem));
  CHECK_FALSE(has_valid_signature(good, Algorithm::kRs256, ""));
}

TEST_CASE("libjwt itself must not be asked which algorithm a token has") {
  const std::string pem = test::rsa_key().public_pem();
  const std::string forged = token("HS256", test::SigningKey::secret(pem));
  // That it is right for HS256 shows what the pinning is for.
  CHECK(has_valid_signature(forged, Algorithm::kHs256, pem));
  CHECK_FALSE(has_valid_signature(forged, Algorithm::kRs256, pem));
}

TEST_CASE("a token without a signature is never right") {
  const std::string unsigned_token =
      base64url_encode(R"({"alg":"none"})") + '.' + base64url_encode(R"({"sub":"ada"})") + '.';
  for (Algorithm algorithm : {Algorithm::kHs256, Algorithm::kRs256, Algorithm::kEs256}) {
    CHECK_FALSE(has_valid_signature(unsigned_token, algorithm, test::secret_text()));
    CHECK_FALSE(has_valid_signature(unsigned_token, algorithm, ""));
  }
}

}  // namespace ppc::server

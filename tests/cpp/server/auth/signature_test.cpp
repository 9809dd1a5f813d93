#include "server/auth/signature.h"

#include <doctest/doctest.h>

#include "server/base/base64url.h"
#include "support/test_keys.h"

namespace ppc::server {
namespace {

using nlohmann::json;

bool has_valid_signature(std::string_view token, Algorithm algorithm, std::string_view key) {
  return SignatureVerifier(algorithm, key).accepts(token);
}

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

TEST_CASE("a token signed with the public key as a secret is wrong for RS256") {
  const std::string pem = test::rsa_key().public_pem();
  const std::string forged = token("HS256", test::SigningKey::secret(pem));
  // That it is right for HS256 shows what the pinning is for.
  CHECK(has_valid_signature(forged, Algorithm::kHs256, pem));
  CHECK_FALSE(has_valid_signature(forged, Algorithm::kRs256, pem));
}

TEST_CASE("an ES256 signature is two numbers of 32 bytes, not DER") {
  const std::string pem = test::ec_key().public_pem();
  const std::string good = token("ES256", test::ec_key());
  REQUIRE(has_valid_signature(good, Algorithm::kEs256, pem));
  const auto dot = good.rfind('.');
  const std::string raw = *base64url_decode(good.substr(dot + 1));
  CHECK(raw.size() == 64);
  const std::string text = good.substr(0, dot + 1);
  for (const std::string& wrong : {raw.substr(1), raw + '\0', std::string(64, '\0'), std::string(64, '\xff'),
                                   raw.substr(32) + raw.substr(0, 32)}) {
    CHECK_FALSE(has_valid_signature(text + base64url_encode(wrong), Algorithm::kEs256, pem));
  }
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

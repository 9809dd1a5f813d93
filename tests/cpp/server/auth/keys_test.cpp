#include "server/auth/keys.h"

#include <doctest/doctest.h>

#include "server/base/base64url.h"
#include "support/test_keys.h"

namespace ppc::server {
namespace {

using nlohmann::json;

std::string set_of(const std::vector<json>& keys) {
  json document;
  document["keys"] = keys;
  return document.dump();
}

/// "" when the text can be used.
std::string problem(const Result<Keys>& keys) { return keys.ok() ? "" : keys.error().message; }

std::size_t count(const std::vector<json>& keys, Algorithm algorithm) {
  const auto read = read_key_set(set_of(keys), algorithm);
  return read.ok() ? read.value().size() : 0;
}

json with(json jwk, const char* name, const json& value) {
  jwk[name] = value;
  return jwk;
}

}  // namespace

TEST_CASE("a secret has at least 32 bytes, line breaks at its end not counted") {
  const std::string secret(32, 's');
  for (const char* end : {"", "\n", "\r\n", "\n\n"}) {
    const auto keys = read_key(secret + end, Algorithm::kHs256);
    REQUIRE(keys.ok());
    CHECK(keys.value().find(std::nullopt)->material == secret);
  }
  CHECK(problem(read_key(std::string(31, 's') + "\n", Algorithm::kHs256)) ==
        "the secret must have at least 32 bytes");
  CHECK_FALSE(read_key("", Algorithm::kHs256).ok());
}

TEST_CASE("a public key is no secret") {
  CHECK_FALSE(read_key(test::rsa_key().public_pem(), Algorithm::kHs256).ok());
}

TEST_CASE("a key file holds a public key of the right kind") {
  CHECK(read_key(test::rsa_key().public_pem(), Algorithm::kRs256).ok());
  CHECK(read_key(test::ec_key().public_pem(), Algorithm::kEs256).ok());
  CHECK(problem(read_key(test::ec_key().public_pem(), Algorithm::kRs256)) == "RS256 needs an RSA key");
  CHECK(problem(read_key(test::rsa_key().public_pem(), Algorithm::kEs256)) ==
        "ES256 needs an EC key on the curve P-256");
  CHECK_FALSE(read_key(test::SigningKey::ec("P-384").public_pem(), Algorithm::kEs256).ok());
  CHECK_FALSE(read_key(test::SigningKey::rsa(1024).public_pem(), Algorithm::kRs256).ok());
  CHECK_FALSE(read_key(test::rsa_key().private_pem(), Algorithm::kRs256).ok());
  CHECK_FALSE(read_key("-----BEGIN PUBLIC KEY-----\n", Algorithm::kRs256).ok());
  CHECK_FALSE(read_key("", Algorithm::kEs256).ok());
}

TEST_CASE("a key of a key set is the same as its PEM") {
  const auto rsa = read_key_set(set_of({test::rsa_key().jwk("a")}), Algorithm::kRs256);
  REQUIRE(rsa.ok());
  CHECK(rsa.value().find("a")->material == test::rsa_key().public_pem());
  const auto ec = read_key_set(set_of({test::ec_key().jwk("a")}), Algorithm::kEs256);
  REQUIRE(ec.ok());
  CHECK(ec.value().find("a")->material == test::ec_key().public_pem());
  const auto secret = read_key_set(set_of({test::secret_key().jwk("a")}), Algorithm::kHs256);
  REQUIRE(secret.ok());
  CHECK(secret.value().find("a")->material == test::secret_text());
}

TEST_CASE("keys of other types, uses and algorithms are left out") {
  const json rsa = test::rsa_key().jwk("a");
  const std::vector<json> keys = {
      rsa, test::ec_key().jwk("b"), test::secret_key().jwk("c"), {{"kty", "OKP"}}, nullptr};
  CHECK(count(keys, Algorithm::kRs256) == 1);
  CHECK(count(keys, Algorithm::kEs256) == 1);
  CHECK(count(keys, Algorithm::kHs256) == 1);
  CHECK(count({with(rsa, "use", "sig")}, Algorithm::kRs256) == 1);
  CHECK(count({with(rsa, "use", "enc")}, Algorithm::kRs256) == 0);
  CHECK(count({with(rsa, "alg", "RS256")}, Algorithm::kRs256) == 1);
  CHECK(count({with(rsa, "alg", "RS512")}, Algorithm::kRs256) == 0);
  CHECK(count({with(rsa, "alg", "RSA-OAEP")}, Algorithm::kRs256) == 0);
  CHECK(count({with(rsa, "key_ops", json::array({"verify"}))}, Algorithm::kRs256) == 1);
  CHECK(count({with(rsa, "key_ops", json::array({"encrypt"}))}, Algorithm::kRs256) == 0);
  CHECK(count({with(test::ec_key().jwk("b"), "crv", "P-384")}, Algorithm::kEs256) == 0);
}

TEST_CASE("a broken key breaks the whole set, so that the keys from before stay") {
  const json rsa = test::rsa_key().jwk("a");
  const json ec = test::ec_key().jwk("a");
  const std::string y = base64url_encode(std::string(32, 'y'));
  CHECK(problem(read_key_set(set_of({rsa, with(rsa, "n", "AQAB")}), Algorithm::kRs256)) ==
        "key 'a': an RSA key must have 2048 to 8192 bits");
  for (const json& n : std::vector<json>{"", "!", 7, nullptr}) {
    CHECK_FALSE(read_key_set(set_of({with(rsa, "n", n)}), Algorithm::kRs256).ok());
    CHECK_FALSE(read_key_set(set_of({with(rsa, "e", n)}), Algorithm::kRs256).ok());
  }
  CHECK(problem(read_key_set(set_of({with(ec, "y", y)}), Algorithm::kEs256)) ==
        "key 'a': the EC key is not a point of the curve P-256");
  CHECK_FALSE(read_key_set(set_of({with(ec, "x", "AAAA")}), Algorithm::kEs256).ok());
  CHECK_FALSE(
      read_key_set(set_of({with(test::secret_key().jwk("a"), "k", "c2hvcnQ")}), Algorithm::kHs256).ok());
  CHECK_FALSE(read_key_set(set_of({with(rsa, "kid", 7)}), Algorithm::kRs256).ok());
}

TEST_CASE("what is no key set, or has no key or one twice, says so") {
  const json rsa = test::rsa_key().jwk("a");
  for (const char* text : {"", "[]", "{}", R"({"keys":{}})", "{", R"({"keys":[]})"}) {
    CHECK_FALSE(read_key_set(text, Algorithm::kRs256).ok());
  }
  CHECK(problem(read_key_set(set_of({test::ec_key().jwk("a")}), Algorithm::kRs256)) ==
        "it has no key for RS256");
  CHECK(problem(read_key_set(set_of({rsa, test::other_rsa_key().jwk("a")}), Algorithm::kRs256)) ==
        "two keys have the kid 'a'");
}

TEST_CASE("a token without kid is for the only key there is") {
  const json rsa = test::rsa_key().jwk("a");
  json nameless = test::other_rsa_key().jwk("");
  nameless.erase("kid");
  const auto one = read_key_set(set_of({rsa}), Algorithm::kRs256);
  CHECK(one.value().find(std::nullopt) != nullptr);
  CHECK(one.value().find("b") == nullptr);
  const auto two = read_key_set(set_of({rsa, nameless}), Algorithm::kRs256);
  REQUIRE(two.ok());
  CHECK(two.value().find(std::nullopt) == nullptr);
  CHECK(two.value().find("a") != nullptr);
  const auto lone = read_key_set(set_of({nameless}), Algorithm::kRs256);
  CHECK(lone.value().find("anything") != nullptr);
}

}  // namespace ppc::server

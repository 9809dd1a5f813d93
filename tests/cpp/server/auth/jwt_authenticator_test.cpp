#include "server/auth/jwt_authenticator.h"

#include <doctest/doctest.h>

#include <fstream>

#include "server/auth/token.h"
#include "server/base/base64url.h"
#include "support/manual_clock.h"
#include "support/temporary_folder.h"
#include "support/test_keys.h"

namespace ppc::server {
namespace {

using nlohmann::json;
using test::make_raw_token;
using test::make_token;

constexpr double kNow = 1'790'000'000;  // seconds; the clock's first time

/// A server that takes tokens of one algorithm, checked with the text of a key file.
struct Gate {
  Gate(Algorithm algorithm, const std::string& key_text, bool is_key_set = false) {
    const std::string path = folder.path() + "/keys";
    std::ofstream(path) << key_text;
    KeyFile file{path, is_key_set, algorithm};
    auto opened = KeyRing::open(file, clock, [](std::string_view) {});
    REQUIRE(opened.ok());
    ring = std::move(opened.value());
    use({});
  }
  void use(const ClaimRules& rules) {
    authenticator = std::make_unique<JwtAuthenticator>(*ring, rules, clock);
  }
  AuthResult ask(const std::string& token) {
    const std::string header = "Bearer " + token;
    const Request request{"GET", "/", "", {{"Authorization", header}}, {}};
    return authenticator->identify(request);
  }
  /// "ok", or the reason for the refusal.
  std::string answer(const std::string& token) {
    const auto result = ask(token);
    const auto* failure = std::get_if<AuthFailure>(&result);
    return failure ? failure->reason : "ok";
  }
  bool takes(const std::string& token) { return answer(token) == "ok"; }

  test::TemporaryFolder folder;
  test::ManualClock clock;
  std::unique_ptr<KeyRing> ring;
  std::unique_ptr<JwtAuthenticator> authenticator;
};

json payload(const json& more = json::object()) {
  json claims = {{"sub", "ada"}, {"exp", kNow + 600}};
  claims.update(more);
  return claims;
}

json head(const char* algorithm) { return {{"alg", algorithm}, {"typ", "JWT"}}; }

struct RsaGate : Gate {
  RsaGate() : Gate(Algorithm::kRs256, test::rsa_key().public_pem()) {}
  std::string token(const json& more = json::object()) {
    return make_token(head("RS256"), payload(more), test::rsa_key());
  }
};

struct SecretGate : Gate {
  SecretGate() : Gate(Algorithm::kHs256, test::secret_text() + "\n") {}
  std::string token(const json& more = json::object()) {
    return make_token(head("HS256"), payload(more), test::secret_key());
  }
  std::string raw(std::string_view claims) {
    return make_raw_token(R"({"alg":"HS256"})", claims, test::secret_key());
  }
};

constexpr const char* kBadSignature = "the signature does not match";
constexpr const char* kWrongAlgorithm = "alg is not the configured one";

}  // namespace

TEST_CASE_FIXTURE(RsaGate, "a token signed with the right RSA key names its caller and scopes") {
  const auto result = ask(token({{"scope", "a profile-pictures:admin"}, {"scp", {"b"}}}));
  const auto* caller = std::get_if<CallerPointer>(&result);
  REQUIRE(caller);
  CHECK((*caller)->subject == "ada");
  CHECK((*caller)->scopes == std::vector<std::string>{"a", "profile-pictures:admin", "b"});
  CHECK((*caller)->has_scope("profile-pictures:admin"));
  CHECK_FALSE((*caller)->has_scope("profile-pictures"));
}

TEST_CASE("each algorithm takes its own tokens") {
  Gate ec(Algorithm::kEs256, test::ec_key().public_pem());
  CHECK(ec.takes(make_token(head("ES256"), payload(), test::ec_key())));
  SecretGate secret;
  CHECK(secret.takes(secret.token()));
}

TEST_CASE_FIXTURE(RsaGate, "the public key used as a secret of HS256 opens nothing") {
  const auto forger = test::SigningKey::secret(test::rsa_key().public_pem());
  CHECK(answer(make_token(head("HS256"), payload(), forger)) == kWrongAlgorithm);
  // And not either for whoever says RS256 of such a signature.
  CHECK(answer(make_token(head("RS256"), payload(), forger)) == kBadSignature);
}

TEST_CASE_FIXTURE(RsaGate, "a token without a signature is refused, however it is said") {
  for (const char* none : {"none", "None", "NONE", "nOnE", ""}) {
    CAPTURE(none);
    const std::string input =
        base64url_encode(head(none).dump()) + '.' + base64url_encode(payload().dump()) + '.';
    CHECK_FALSE(takes(input));
    CHECK_FALSE(takes(input + base64url_encode("x")));
    CHECK_FALSE(takes(make_token(head(none), payload(), test::rsa_key())));
  }
  CHECK(answer(make_token(head("none"), payload(), test::rsa_key())) == kWrongAlgorithm);
}

TEST_CASE_FIXTURE(RsaGate, "other algorithms of the same key are refused") {
  for (const char* other : {"RS384", "RS512", "PS256", "ES256", "rs256", "RS256 "}) {
    CHECK(answer(make_token(head(other), payload(), test::rsa_key())) == kWrongAlgorithm);
  }
  CHECK_FALSE(takes(make_token(json{{"typ", "JWT"}}, payload(), test::rsa_key())));
  CHECK_FALSE(takes(make_token(json{{"alg", 256}}, payload(), test::rsa_key())));
}

TEST_CASE_FIXTURE(RsaGate, "a token signed by someone else, or changed, is refused") {
  CHECK(answer(make_token(head("RS256"), payload(), test::other_rsa_key())) == kBadSignature);
  const std::string good = token();
  REQUIRE(takes(good));
  const auto dot = good.rfind('.');
  CHECK(answer(good.substr(0, good.find('.') + 1) + base64url_encode(payload({{"sub", "eve"}}).dump()) +
               good.substr(dot)) == kBadSignature);
  std::string changed = good;
  changed[dot + 1] = changed[dot + 1] == 'A' ? 'B' : 'A';
  CHECK(answer(changed) == kBadSignature);
}

TEST_CASE("an ES256 signature is r and s one after the other, nothing else") {
  Gate gate(Algorithm::kEs256, test::ec_key().public_pem());
  const std::string input = base64url_encode(head("ES256").dump()) + '.' + base64url_encode(payload().dump());
  const std::string raw = test::ec_key().sign(input);
  REQUIRE(raw.size() == 64);
  CHECK(gate.takes(input + '.' + base64url_encode(raw)));
  CHECK_FALSE(gate.takes(input + '.' + base64url_encode(test::ec_key().sign_der(input))));
  CHECK_FALSE(gate.takes(input + '.' + base64url_encode(raw.substr(1))));
  CHECK_FALSE(gate.takes(input + '.' + base64url_encode(raw + '\0')));
  CHECK_FALSE(gate.takes(input + '.' + base64url_encode(std::string(64, '\0'))));
}

TEST_CASE_FIXTURE(RsaGate, "a token is three parts of clean base64url and at most 4096 bytes") {
  const std::string good = token();
  const std::vector<std::string> broken = {"",         ".",          "..",          "a.b",       good + ".",
                                           good + "=", good + ".aa", "." + good,    good + " x", good + "\n",
                                           " " + good, good + "A",   good.substr(1)};
  for (const auto& text : broken) {
    if (text == " " + good) continue;  // more than one space may follow "Bearer"
    CAPTURE(text);
    CHECK_FALSE(takes(text));
  }
  const std::string filler(4096, 'x');
  CHECK(answer(token({{"x", filler}})) == "the token has more than 4096 bytes");
  CHECK(takes(token({{"x", filler.substr(0, 2600)}})));
}

TEST_CASE_FIXTURE(SecretGate, "the token's text must not have two meanings") {
  const std::string good = token();
  REQUIRE(takes(good));
  // 32 bytes are 43 characters, of whose last the lowest two bits mean nothing.
  std::string alias = good;
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  alias.back() = kAlphabet[kAlphabet.find(alias.back()) + 1];
  CHECK_FALSE(takes(alias));
  // Of members named twice the last counts (RFC 7519, section 4).
  CHECK_FALSE(takes(make_raw_token(R"({"alg":"HS256","alg":"none"})", payload().dump(), test::secret_key())));
  const auto result = ask(raw(R"({"sub":"ada","sub":"eve","exp":1790000600})"));
  CHECK(std::get<CallerPointer>(result)->subject == "eve");
}

TEST_CASE_FIXTURE(SecretGate, "extensions that must be understood are not") {
  json header = head("HS256");
  header["crit"] = {"b64"};
  CHECK_FALSE(takes(make_token(header, payload(), test::secret_key())));
  header.erase("crit");
  header["jku"] = "https://evil.example/keys";
  header["jwk"] = test::other_rsa_key().jwk("x");
  CHECK(takes(make_token(header, payload(), test::secret_key())));
}

TEST_CASE_FIXTURE(SecretGate, "a token is used until a minute after exp, to the millisecond") {
  const std::string good = token({{"exp", kNow + 10}});
  clock.set((kNow + 70) * 1000 - 1);
  CHECK(takes(good));
  clock.advance(1);
  CHECK(answer(good) == "exp has passed");
  // Known from before or not: the answer is the same.
  use({});
  CHECK(answer(good) == "exp has passed");
}

TEST_CASE_FIXTURE(SecretGate, "a token is used from a minute before nbf, to the millisecond") {
  const std::string early = token({{"nbf", kNow + 100}});
  clock.set((kNow + 40) * 1000 - 1);
  CHECK(answer(early) == "nbf is still to come");
  CHECK(answer(early) == "nbf is still to come");
  clock.advance(1);
  CHECK(takes(early));
}

TEST_CASE_FIXTURE(SecretGate, "a time that is no sensible number is refused") {
  const std::vector<const char*> broken = {
      "null", "true", "\"1790000600\"", "-1",    "1e300", "253402300800", "1e400", "NaN", "Infinity",
      "[1]",  "{}",   "-0.5",           "1e999", "",      "01",           "0x7fff"};
  for (const char* text : broken) {
    CAPTURE(text);
    CHECK_FALSE(takes(raw(std::string(R"({"sub":"ada","exp":)") + text + "}")));
    const std::string with_exp = R"({"sub":"ada","exp":1790000600,")";
    CHECK_FALSE(takes(raw(with_exp + "nbf\":" + text + "}")));
    CHECK_FALSE(takes(raw(with_exp + "iat\":" + text + "}")));
  }
  CHECK(answer(raw(R"({"sub":"ada"})")) == "exp is missing or no time");
  CHECK(takes(raw(R"({"sub":"ada","exp":1790000600.5,"nbf":1.79e9,"iat":0})")));
  CHECK(takes(raw(R"({"sub":"ada","exp":253402300799})")));
}

TEST_CASE_FIXTURE(SecretGate, "a subject is a string that is not empty") {
  for (const char* text : {"\"\"", "null", "7", "[\"ada\"]", "{}"}) {
    CHECK_FALSE(takes(raw(std::string(R"({"exp":1790000600,"sub":)") + text + "}")));
  }
  CHECK_FALSE(takes(raw(R"({"exp":1790000600})")));
  CHECK_FALSE(takes(raw(R"([{"exp":1790000600,"sub":"ada"}])")));
  CHECK_FALSE(takes(raw("{\"exp\":1790000600,\"sub\":\"\xff\"}")));
  CHECK(takes(token({{"sub", std::string(256, 'a')}})));
  CHECK_FALSE(takes(token({{"sub", std::string(257, 'a')}})));
}

TEST_CASE_FIXTURE(SecretGate, "an audience is looked for in a string or a list") {
  use({"", "pictures"});
  CHECK(takes(token({{"aud", "pictures"}})));
  CHECK(takes(token({{"aud", {"mail", "pictures"}}})));
  const std::vector<json> others = {"mail", "Pictures", "pictures ",      json::array(),
                                    7,      nullptr,    {{"pictures", 1}}};
  for (const json& other : others) {
    CAPTURE(other.dump());
    CHECK(answer(token({{"aud", other}})) == "aud does not name this server");
  }
  CHECK(answer(token()) == "aud does not name this server");
  use({});
  CHECK(takes(token({{"aud", "mail"}})));
}

TEST_CASE_FIXTURE(SecretGate, "the issuer is compared as it is") {
  use({"https://id.example", ""});
  CHECK(takes(token({{"iss", "https://id.example"}})));
  for (const json& other : std::vector<json>{"https://id.example/", "", 1, {"https://id.example"}}) {
    CHECK(answer(token({{"iss", other}})) == "iss is not the expected one");
  }
  CHECK(answer(token()) == "iss is not the expected one");
}

TEST_CASE_FIXTURE(SecretGate, "scopes that are no strings are refused rather than skipped") {
  for (const json& broken : std::vector<json>{7, {{"admin", true}}, {"a", 7}, nullptr}) {
    for (const char* name : {"scope", "scopes", "scp"}) {
      CHECK(answer(token({{name, broken}})) == "the scopes are no list of strings");
    }
  }
  CHECK(takes(token({{"scope", ""}, {"scopes", json::array()}})));
}

TEST_CASE_FIXTURE(SecretGate, "only one Authorization header with the scheme Bearer counts") {
  const std::string bearer = "Bearer " + token();
  const auto kind = [&](std::vector<Request::Header> headers) {
    const auto result = authenticator->identify({"GET", "/", "", std::move(headers), {}});
    const auto* failure = std::get_if<AuthFailure>(&result);
    return !failure ? "ok" : failure->kind == AuthFailure::Kind::kMissing ? "missing" : "invalid";
  };
  const std::string small = "bearer  " + token();
  CHECK(kind({{"authorization", bearer}}) == std::string("ok"));
  CHECK(kind({{"Authorization", small}}) == std::string("ok"));
  CHECK(kind({}) == std::string("missing"));
  CHECK(kind({{"Authorization", "Basic YTpi"}}) == std::string("missing"));
  CHECK(kind({{"Authorization", "Bearerx"}}) == std::string("missing"));
  CHECK(kind({{"Authorization", "Bearer"}}) == std::string("invalid"));
  CHECK(kind({{"Authorization", bearer}, {"AUTHORIZATION", bearer}}) == std::string("invalid"));
  CHECK(kind({{"Authorization", "Basic YTpi"}, {"Authorization", bearer}}) == std::string("invalid"));
}

TEST_CASE_FIXTURE(RsaGate, "what a refusal says holds nothing of the token") {
  const std::string bad = make_token(head("RS256"), payload(), test::other_rsa_key());
  const auto result = ask(bad);
  const auto& failure = std::get<AuthFailure>(result);
  CHECK(failure.message == "the token is not signed with a key of this server");
  for (const std::string& part : {bad.substr(0, 8), bad.substr(bad.size() - 8), std::string("ada")}) {
    CHECK(failure.reason.find(part) == std::string::npos);
  }
}

TEST_CASE_FIXTURE(RsaGate, "an access token of RFC 9068 is as good as any") {
  const json header = {{"alg", "RS256"}, {"typ", "at+jwt"}};
  CHECK(takes(make_token(header, payload(), test::rsa_key())));
}

TEST_CASE("the token's kid chooses the key") {
  const json document = {{"keys", {test::rsa_key().jwk("a"), test::other_rsa_key().jwk("b")}}};
  Gate gate(Algorithm::kRs256, document.dump(), true);
  const auto signed_by = [&](const test::SigningKey& key, const json& id) {
    json header = head("RS256");
    if (!id.is_null()) header["kid"] = id;
    return gate.answer(make_token(header, payload(), key));
  };
  constexpr const char* kNoKey = "kid names no known key, or is missing and there are several keys";
  CHECK(signed_by(test::rsa_key(), "a") == "ok");
  CHECK(signed_by(test::other_rsa_key(), "b") == "ok");
  CHECK(signed_by(test::rsa_key(), "b") == kBadSignature);
  CHECK(signed_by(test::rsa_key(), "c") == kNoKey);
  CHECK(signed_by(test::rsa_key(), "") == kNoKey);
  CHECK(signed_by(test::rsa_key(), nullptr) == kNoKey);
  CHECK(signed_by(test::rsa_key(), 1) != "ok");
}

TEST_CASE("a key that was taken back opens nothing, not even for a token known from before") {
  const json both = {{"keys", {test::rsa_key().jwk("a"), test::other_rsa_key().jwk("b")}}};
  Gate gate(Algorithm::kRs256, both.dump(), true);
  json header = head("RS256");
  header["kid"] = "a";
  const std::string old = make_token(header, payload(), test::rsa_key());
  header["kid"] = "b";
  const std::string young = make_token(header, payload(), test::other_rsa_key());
  REQUIRE(gate.takes(old));
  const json rotated = {{"keys", {test::other_rsa_key().jwk("b")}}};
  std::ofstream(gate.folder.path() + "/keys") << rotated.dump();
  CHECK(gate.takes(old));  // not looked at the file again within the second
  gate.clock.advance(1000);
  CHECK_FALSE(gate.takes(old));
  CHECK(gate.takes(young));
}

}  // namespace ppc::server

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "server/api/routes.h"
#include "server/embedded/memory_url_cache.h"
#include "support/manual_clock.h"
#include "support/memory_object_store.h"
#include "support/pictures.h"
#include "support/run.h"

namespace ppc::server {
namespace {

using nlohmann::json;
using test::run;

constexpr const char* kAda = "/api/profile-pictures/ada";
constexpr const char* kImage = "/api/profile-pictures/ada/image";
constexpr const char* kBatch = "/api/profile-pictures/batch";

/// Believes a header "User: ada" or "User: ada admin"; "User: ?" stands for a broken token.
struct NamedUsers final : Authenticator {
  AuthResult identify(const Request& head) override {
    ++asked;
    const auto user = head.header("User");
    if (!user) return AuthFailure{AuthFailure::Kind::kMissing, "send a token", "no header"};
    if (*user == "?")
      return AuthFailure{AuthFailure::Kind::kInvalid, "the token has expired", "secret reason"};
    Caller caller{std::string(user->substr(0, user->find(' '))), {}};
    if (user->ends_with(" admin")) caller.scopes.emplace_back(kAdminScope);
    return std::make_shared<const Caller>(std::move(caller));
  }
  int asked = 0;
};

struct FakeLender final : TokenLender {
  Task<Result<int>> borrow(const std::string& client, int) override {
    clients.push_back(client);
    co_return granted;
  }
  int granted = 1;
  std::vector<std::string> clients;
};

struct Fixture {
  Fixture() {
    REQUIRE(run(service.replace("ada", upload, "image/png", 128)).ok());
    settings.authenticator = &users;
  }

  /// As a connection does. `user` is null for nobody.
  Response ask(const char* method, const char* target, const char* user) {
    Request request{method, target, "", headers, {}, *parse_ip(peer)};
    if (user) request.headers.push_back({"User", user});
    if (!routes) routes.emplace(service, parts, ApiSettings{100'000, {"https://app.example"}, settings});
    Admission admission = routes->admit(request);
    waited = admission.pending.has_value();
    if (waited) admission.answer = run(std::move(*admission.pending));
    if (admission.answer) return std::move(*admission.answer);
    if (request.method == "PUT") request.body = upload;
    if (request.method == "POST") request.body = R"({"userIds":["ada"]})";
    return run(routes->handle(request));
  }
  int status(const char* method, const char* target, const char* user = nullptr) {
    return ask(method, target, user).status;
  }
  std::string code(const char* method, const char* target, const char* user = nullptr) {
    return json::parse(ask(method, target, user).body)["error"]["code"];
  }
  void limit(double per_second, int burst, TokenLender* shared = nullptr) {
    limiter.emplace(RateLimits{per_second, burst, 1000}, clock, shared);
    settings.limiter = &*limiter;
  }
  std::string refused(const char* reason) {
    const std::string name = std::string("ppc_http_refused_total{reason=\"") + reason + "\"} ";
    const std::string text = metrics.text();
    const auto start = text.find(name) + name.size();
    return text.substr(start, text.find('\n', start) - start);
  }

  test::ManualClock clock;
  Metrics metrics;
  test::MemoryObjectStore store;
  MemoryUrlCache cache{clock, {}};
  s3::Presigner presigner{{*s3::parse_endpoint("http://store:9"), "b", "us-east-1"},
                          {"access", "secret", ""}};
  const std::string upload = test::a_picture("image/png", 8, 8);
  RenditionPool renditions{{1, 4, 1000}};
  Turns turns;
  PictureServiceParts parts{cache, store, presigner, clock, metrics, renditions, turns};
  PictureService service{parts, 3600};
  NamedUsers users;
  FakeLender lender;
  std::optional<RateLimiter> limiter;
  AccessSettings settings;
  std::vector<Request::Header> headers;
  const char* peer = "192.0.2.1";
  bool waited = false;
  std::optional<ApiRoutes> routes;  // made at the first request, with the settings of then
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "without a caller nothing of pictures is answered") {
  for (const char* method : {"GET", "HEAD", "PUT", "DELETE"}) {
    CAPTURE(method);
    CHECK(status(method, kAda) == 401);
    CHECK(status(method, kAda, "?") == 401);
  }
  CHECK(status("GET", kImage) == 401);
  CHECK(status("POST", kBatch) == 401);
  CHECK(code("GET", kAda) == "missing_token");
  CHECK(code("GET", kAda, "?") == "invalid_token");
  CHECK(store.objects.size() == 5);
  CHECK(refused("unauthenticated") == "12");
}

TEST_CASE_FIXTURE(Fixture, "any caller may read") {
  CHECK(status("GET", kAda, "bob") == 200);
  CHECK(status("HEAD", kAda, "bob") == 200);
  CHECK(status("GET", kImage, "bob") == 302);
  CHECK(status("POST", kBatch, "bob") == 200);
  CHECK(refused("unauthenticated") == "0");
}

TEST_CASE_FIXTURE(Fixture, "only the user and administrators may write a picture") {
  CHECK(status("PUT", kAda, "ada") == 201);
  CHECK(code("PUT", kAda, "bob") == "not_your_picture");
  CHECK(status("DELETE", kAda, "bob") == 403);
  CHECK(status("DELETE", kAda, "Ada") == 403);
  CHECK(refused("forbidden") == "3");
  CHECK(status("PUT", kAda, "bob admin") == 201);
  CHECK(status("DELETE", kAda, "ada") == 204);
  CHECK(refused("forbidden") == "3");
}

TEST_CASE_FIXTURE(Fixture, "the user id is compared as it is after decoding, once") {
  CHECK(status("PUT", "/api/profile-pictures/%61da", "ada") == 201);
  CHECK(status("PUT", "/api/profile-pictures/%2561da", "ada") == 403);
  CHECK(status("PUT", "/api/profile-pictures/a%2Fb", "a/b") == 201);
  CHECK(status("PUT", "/api/profile-pictures/ada%20", "ada") == 403);
}

TEST_CASE_FIXTURE(Fixture, "with public reads only writing needs a caller") {
  settings.public_reads = true;
  for (const char* user : {static_cast<const char*>(nullptr), "?", "bob"}) {
    CHECK(status("GET", kAda, user) == 200);
    CHECK(status("GET", kImage, user) == 302);
    CHECK(status("POST", kBatch, user) == 200);
  }
  CHECK(status("PUT", kAda) == 401);
  CHECK(status("DELETE", kAda, "?") == 401);
  CHECK(status("DELETE", kAda, "bob") == 403);
  CHECK(status("PUT", kAda, "ada") == 201);
}

TEST_CASE_FIXTURE(Fixture, "without an authenticator everybody may do everything") {
  settings.authenticator = nullptr;
  CHECK(status("GET", kAda) == 200);
  CHECK(status("DELETE", kAda) == 204);
}

TEST_CASE_FIXTURE(Fixture, "probes, metrics and preflights need no caller and cost no token") {
  limit(0.001, 1);
  for (int i = 0; i < 3; ++i) {
    CHECK(status("GET", "/healthz") == 200);
    CHECK(status("GET", "/readyz") == 200);
    CHECK(status("GET", "/metrics") == 200);
    CHECK(status("OPTIONS", kAda) == 204);
  }
  CHECK(users.asked == 0);
  CHECK(limiter->clients() == 0);
}

TEST_CASE_FIXTURE(Fixture, "a refusal names the scheme, and why a token was not taken in general terms") {
  headers = {{"Origin", "https://app.example"}};
  const Response missing = ask("GET", kAda, nullptr);
  CHECK(missing.header("WWW-Authenticate") == "Bearer");
  CHECK(missing.header("Access-Control-Allow-Origin") == "https://app.example");
  CHECK(missing.header("Cache-Control") == "no-store");
  CHECK(missing.route == "picture");
  const Response invalid = ask("GET", kAda, "?");
  CHECK(invalid.header("WWW-Authenticate") ==
        "Bearer error=\"invalid_token\", error_description=\"the token has expired\"");
  CHECK(invalid.body.find("secret reason") == std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "an upload that is not allowed is refused before its body") {
  ask("GET", kAda, "ada");
  CHECK(routes->admit({"PUT", kAda, "", {{"User", "bob"}}, {}}).answer->status == 403);
  const Admission own = routes->admit({"PUT", kAda, "", {{"User", "ada"}}, {}});
  CHECK_FALSE(own.answer);
  CHECK(own.body_limit == 100'000);
}

TEST_CASE_FIXTURE(Fixture, "more requests than allowed are told when to come back") {
  limit(0.1, 2);
  headers = {{"Origin", "https://app.example"}};
  CHECK(status("GET", kAda, "ada") == 200);
  CHECK(status("POST", kBatch, "ada") == 200);
  const Response response = ask("GET", kAda, "ada");
  CHECK(response.status == 429);
  CHECK(response.header("Retry-After") == "10");
  CHECK(response.header("Access-Control-Allow-Origin") == "https://app.example");
  CHECK(response.header("Access-Control-Expose-Headers")->find("Retry-After") != std::string::npos);
  CHECK(json::parse(response.body)["error"]["code"] == "rate_limited");
  CHECK(refused("rate_limited") == "1");
  clock.advance(10'000);
  CHECK(status("GET", kAda, "ada") == 200);
}

TEST_CASE_FIXTURE(Fixture, "callers are told apart by who they are, others by where they are") {
  limit(0.001, 1);
  CHECK(status("GET", kAda, "ada") == 200);
  CHECK(status("GET", kAda, "bob") == 200);
  peer = "198.51.100.1";
  CHECK(status("GET", kAda, "ada") == 429);
  CHECK(status("GET", kAda) == 401);
  CHECK(status("GET", kAda) == 429);
  CHECK(status("GET", kAda, "?") == 429);
  peer = "198.51.100.2";
  CHECK(status("GET", kAda, "?") == 401);
  // A caller may be called as an address is.
  CHECK(status("GET", kAda, "198.51.100.2") == 200);
}

TEST_CASE_FIXTURE(Fixture, "IPv6 clients of one /64 network are one client") {
  settings.authenticator = nullptr;
  limit(0.001, 1);
  peer = "2001:db8:1:2::1";
  CHECK(status("GET", kAda) == 200);
  peer = "2001:db8:1:2:ffff::2";
  CHECK(status("GET", kAda) == 429);
  peer = "2001:db8:1:3::1";
  CHECK(status("GET", kAda) == 200);
}

TEST_CASE_FIXTURE(Fixture, "X-Forwarded-For makes a client only of what a trusted proxy wrote") {
  settings.authenticator = nullptr;
  limit(0.001, 1);
  const std::vector<std::string> proxies(1, "10.0.0.0/8");
  settings.trusted_proxies = Networks::parse(proxies).value();
  headers = {{"X-Forwarded-For", "203.0.113.1"}};
  CHECK(status("GET", kAda) == 200);
  headers = {{"X-Forwarded-For", "203.0.113.2"}};
  CHECK(status("GET", kAda) == 429);
  peer = "10.0.0.1";
  CHECK(status("GET", kAda) == 200);
  headers = {{"X-Forwarded-For", "203.0.113.9, 203.0.113.2"}};
  CHECK(status("GET", kAda) == 429);
  headers = {{"X-Forwarded-For", "203.0.113.3"}};
  CHECK(status("GET", kAda) == 200);
}

TEST_CASE_FIXTURE(Fixture, "only when a lease must be borrowed is anything waited for") {
  limit(1, 30, &lender);
  lender.granted = 3;
  CHECK(status("GET", kAda, "ada") == 200);
  CHECK(waited);
  CHECK(status("GET", kAda, "ada") == 200);
  CHECK_FALSE(waited);
  CHECK(lender.clients == std::vector<std::string>(1, "user:ada"));
}

TEST_CASE_FIXTURE(Fixture, "a refusal that had to be waited for is as whole as any other") {
  limit(1, 30, &lender);
  lender.granted = 0;
  headers = {{"Origin", "https://app.example"}};
  const Response limited = ask("GET", kAda, "ada");
  CHECK(waited);
  CHECK(limited.status == 429);
  CHECK(limited.route == "picture");
  CHECK(limited.header("Access-Control-Allow-Origin") == "https://app.example");
  lender.granted = 1;
  clock.advance(1000);
  CHECK(ask("DELETE", kAda, "ada").status == 204);
  const Response forbidden = ask("DELETE", kAda, "bob");
  CHECK(waited);
  CHECK(forbidden.status == 403);
  CHECK(refused("forbidden") == "1");
}

}  // namespace ppc::server

#include "server/auth/proxy_authenticator.h"

#include <doctest/doctest.h>

namespace ppc::server {
namespace {

struct Fixture {
  /// The subject, or "missing" or "invalid".
  std::string ask(const char* peer, std::vector<Request::Header> headers) {
    ProxyAuthenticator authenticator(settings);
    const auto result = authenticator.identify({"GET", "/", "", std::move(headers), {}, *parse_ip(peer)});
    if (const auto* caller = std::get_if<CallerPointer>(&result)) return (*caller)->subject;
    return std::get<AuthFailure>(result).kind == AuthFailure::Kind::kMissing ? "missing" : "invalid";
  }

  std::vector<std::string> networks = {"10.0.0.0/8", "2001:db8::/32"};
  ProxySettings settings{Networks::parse(networks).value()};
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "the header counts from a trusted proxy and from nobody else") {
  for (const char* proxy : {"10.0.0.1", "10.255.255.255", "2001:db8::1", "::ffff:10.0.0.1"}) {
    CHECK(ask(proxy, {{"x-forwarded-user", "ada"}}) == "ada");
  }
  for (const char* stranger : {"11.0.0.1", "9.255.255.255", "2001:db9::1", "::1", "127.0.0.1"}) {
    CHECK(ask(stranger, {{"X-Forwarded-User", "ada"}}) == "missing");
  }
}

TEST_CASE_FIXTURE(Fixture, "without networks nobody is believed") {
  settings.trusted = Networks();
  CHECK(ask("127.0.0.1", {{"X-Forwarded-User", "ada"}}) == "missing");
}

TEST_CASE_FIXTURE(Fixture, "a proxy that says nothing, or too much, is not believed") {
  CHECK(ask("10.0.0.1", {}) == "missing");
  CHECK(ask("10.0.0.1", {{"X-Forwarded-User", ""}}) == "missing");
  CHECK(ask("10.0.0.1", {{"X-Forwarded-User", "eve"}, {"x-forwarded-user", "ada"}}) == "invalid");
  CHECK(ask("10.0.0.1",
            {{"X-Forwarded-User", "ada"}, {"X-Forwarded-Scopes", "a"}, {"X-Forwarded-Scopes", "b"}}) ==
        "invalid");
  const std::string longest(256, 'a');
  const std::string too_long(257, 'a');
  CHECK(ask("10.0.0.1", {{"X-Forwarded-User", longest}}) == longest);
  CHECK(ask("10.0.0.1", {{"X-Forwarded-User", too_long}}) == "invalid");
}

TEST_CASE_FIXTURE(Fixture, "other names of the headers can be set") {
  settings.user_header = "Remote-User";
  settings.scopes_header = "Remote-Groups";
  CHECK(ask("10.0.0.1", {{"X-Forwarded-User", "eve"}}) == "missing");
  ProxyAuthenticator authenticator(settings);
  const auto result = authenticator.identify(
      {"GET", "/", "", {{"Remote-User", "ada"}, {"Remote-Groups", " a  b "}}, {}, *parse_ip("10.0.0.1")});
  CHECK(std::get<CallerPointer>(result)->scopes == std::vector<std::string>{"a", "b"});
}

}  // namespace ppc::server

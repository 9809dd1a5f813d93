#include "server/net/resolver.h"

#include <doctest/doctest.h>

#include <atomic>
#include <latch>

#include "support/run.h"

namespace ppc::server::net {
namespace {

using std::chrono::milliseconds;

const IpAddresses kSomewhere = {boost::asio::ip::make_address("192.0.2.1")};

/// A system of which the name "slow" gets no answer until the test lets it.
struct System {
  std::latch released{1};
  std::atomic<int> asked = 0;

  Resolver resolver() {
    return Resolver([this](const std::string& host) -> Result<IpAddresses> {
      ++asked;
      if (host == "slow") released.wait();
      if (host == "nobody") return Error{ErrorKind::kUnavailable, "Host not found"};
      return kSomewhere;
    });
  }
};

Result<IpAddresses> resolve(Resolver& resolver, const std::string& host, milliseconds time) {
  return test::run(resolver.resolve(host, std::chrono::steady_clock::now() + time));
}

}  // namespace

TEST_CASE("an IP address is not asked for") {
  System system;
  Resolver resolver = system.resolver();
  for (const char* host : {"127.0.0.1", "::1", "2001:db8::7"}) {
    const auto found = resolve(resolver, host, milliseconds(0));
    REQUIRE(found.ok());
    CHECK(found.value().front() == boost::asio::ip::make_address(host));
  }
  CHECK(system.asked == 0);
}

TEST_CASE("a name has the addresses that the system knows, or its reason for none") {
  System system;
  Resolver resolver = system.resolver();
  CHECK(resolve(resolver, "somewhere", milliseconds(10'000)).value() == kSomewhere);
  CHECK(resolve(resolver, "nobody", milliseconds(10'000)).error().message == "Host not found");
  CHECK(resolve(Resolver::of_system(), "localhost", milliseconds(10'000)).value().front().is_loopback());
}

TEST_CASE("a name without an answer is waited for until the deadline, and holds up no other name") {
  System system;
  Resolver resolver = system.resolver();
  CHECK(resolve(resolver, "slow", milliseconds(20)).error().message == "no answer in time");
  CHECK(resolve(resolver, "slow", milliseconds(20)).error().kind == ErrorKind::kUnavailable);
  CHECK(resolve(resolver, "somewhere", milliseconds(10'000)).ok());
  // Once for both who wanted it.
  CHECK(system.asked == 2);
  system.released.count_down();
  CHECK(resolve(resolver, "slow", milliseconds(10'000)).ok());
}

}  // namespace ppc::server::net

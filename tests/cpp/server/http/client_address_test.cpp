#include "server/http/client_address.h"

#include <doctest/doctest.h>

namespace ppc::server {
namespace {

std::string client(const char* peer, std::vector<Request::Header> headers) {
  const std::vector<std::string> texts = {"10.0.0.0/8", "fd00::/8"};
  const Networks trusted = Networks::parse(texts).value();
  return client_address({"GET", "/", "", std::move(headers), {}, *parse_ip(peer)}, trusted).to_string();
}

std::string client(const char* peer, std::string_view forwarded) {
  return client(peer, {{"X-Forwarded-For", forwarded}});
}

}  // namespace

TEST_CASE("a stranger's X-Forwarded-For says nothing") {
  CHECK(client("192.0.2.1", "198.51.100.7") == "192.0.2.1");
  CHECK(client("192.0.2.1", "10.0.0.1") == "192.0.2.1");
}

TEST_CASE("behind a proxy the client is who the proxy saw, whatever the client wrote itself") {
  CHECK(client("10.0.0.1", "192.0.2.1") == "192.0.2.1");
  CHECK(client("10.0.0.1", "198.51.100.7, 192.0.2.1") == "192.0.2.1");
  CHECK(client("10.0.0.1", "10.0.0.9, 192.0.2.1") == "192.0.2.1");
  CHECK(client("10.0.0.1", "garbage, 192.0.2.1") == "192.0.2.1");
}

TEST_CASE("several trusted proxies are passed through") {
  CHECK(client("10.0.0.1", "198.51.100.7,192.0.2.1 ,\t10.0.0.3,  fd00::2") == "192.0.2.1");
  CHECK(client("fd00::1", "::ffff:192.0.2.1, ::ffff:10.0.0.3") == "192.0.2.1");
}

TEST_CASE("several headers are one list") {
  CHECK(client("10.0.0.1", {{"X-Forwarded-For", "198.51.100.7"}, {"x-forwarded-for", "192.0.2.1"}}) ==
        "192.0.2.1");
  CHECK(client("10.0.0.1",
               {{"X-Forwarded-For", "192.0.2.1"}, {"Host", "h"}, {"X-Forwarded-For", "10.0.0.2"}}) ==
        "192.0.2.1");
}

TEST_CASE("where the list ends or is no address, the last proxy reached is the client") {
  CHECK(client("10.0.0.1", std::vector<Request::Header>()) == "10.0.0.1");
  CHECK(client("10.0.0.1", "10.0.0.2, 10.0.0.3") == "10.0.0.2");
  for (const char* broken :
       {"", "unknown", "192.0.2.1:8080", "[::1]", "192.0.2.1,", "192.0.2.1 198.51.100.7"}) {
    CAPTURE(broken);
    CHECK(client("10.0.0.1", broken) == "10.0.0.1");
  }
  CHECK(client("10.0.0.1", "192.0.2.1, unknown, 10.0.0.2") == "10.0.0.2");
  CHECK(client("10.0.0.1", {{"X-Forwarded-For", "192.0.2.1"}, {"X-Forwarded-For", "unknown"}}) == "10.0.0.1");
}

TEST_CASE("an IPv6 client is its /64 network, an IPv4 client its address") {
  CHECK(client_network(*parse_ip("192.0.2.1")) == "192.0.2.1");
  CHECK(client_network(*parse_ip("2001:db8:1:2:3:4:5:6")) == "2001:db8:1:2::/64");
  CHECK(client_network(*parse_ip("2001:db8:1:2:ffff::")) == client_network(*parse_ip("2001:db8:1:2::1")));
  CHECK(client_network(*parse_ip("2001:db8:1:3::1")) != client_network(*parse_ip("2001:db8:1:2::1")));
}

}  // namespace ppc::server

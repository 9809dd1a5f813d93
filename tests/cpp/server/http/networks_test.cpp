#include "server/http/networks.h"

#include <doctest/doctest.h>

namespace ppc::server {
namespace {

bool contains(const char* network, const char* address) {
  const std::vector<std::string> texts(1, network);
  const auto networks = Networks::parse(texts);
  REQUIRE(networks.ok());
  return networks.value().contains(*parse_ip(address));
}

bool parses(const std::string& network) {
  const std::vector<std::string> texts(1, network);
  return Networks::parse(texts).ok();
}

}  // namespace

TEST_CASE("a network ends where its prefix says") {
  CHECK(contains("10.0.0.0/8", "10.0.0.0"));
  CHECK(contains("10.0.0.0/8", "10.255.255.255"));
  CHECK_FALSE(contains("10.0.0.0/8", "9.255.255.255"));
  CHECK_FALSE(contains("10.0.0.0/8", "11.0.0.0"));
  CHECK(contains("192.0.2.128/25", "192.0.2.255"));
  CHECK_FALSE(contains("192.0.2.128/25", "192.0.2.127"));
  CHECK(contains("192.0.2.4/31", "192.0.2.5"));
  CHECK_FALSE(contains("192.0.2.4/31", "192.0.2.6"));
  CHECK(contains("192.0.2.1", "192.0.2.1"));
  CHECK_FALSE(contains("192.0.2.1/32", "192.0.2.0"));
  CHECK(contains("2001:db8::/33", "2001:db8:7fff:ffff::"));
  CHECK_FALSE(contains("2001:db8::/33", "2001:db8:8000::"));
  CHECK(contains("::1", "::1"));
  CHECK_FALSE(contains("::1/128", "::2"));
}

TEST_CASE("the whole of one family holds nothing of the other") {
  CHECK(contains("0.0.0.0/0", "255.255.255.255"));
  CHECK_FALSE(contains("0.0.0.0/0", "::1"));
  CHECK(contains("::/0", "ffff::"));
  CHECK_FALSE(contains("::/0", "10.0.0.1"));
}

TEST_CASE("an IPv4 address in IPv6 form is IPv4, in networks too") {
  CHECK(*parse_ip("::ffff:10.0.0.1") == *parse_ip("10.0.0.1"));
  CHECK(contains("10.0.0.0/8", "::ffff:10.1.2.3"));
  CHECK(contains("::ffff:10.0.0.0/104", "10.1.2.3"));
  CHECK_FALSE(contains("::ffff:10.0.0.0/104", "11.0.0.0"));
  CHECK(contains("::ffff:10.0.0.1", "10.0.0.1"));
}

TEST_CASE("what is no network is refused") {
  for (const char* text : {"",
                           "/",
                           "10.0.0.0/",
                           "10.0.0.0/33",
                           "10.0.0.0/-1",
                           "10.0.0.0/+8",
                           "10.0.0.0/08",
                           "10.0.0.0/8 ",
                           " 10.0.0.0/8",
                           "10.0.0/8",
                           "10.0.0.0/8/8",
                           "10.0.0.0/255.0.0.0",
                           "010.0.0.0/8",
                           "::/129",
                           "fe80::1%lo",
                           "[::1]",
                           "localhost",
                           "10.0.0.1/8",
                           "::1/64",
                           "2001:db8::/16",
                           "10.0.0.0/99999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(parses(text));
  }
  CHECK_FALSE(parses(std::string("10.0.0.0\0", 9)));
  CHECK(parses("10.0.0.0/8"));
}

TEST_CASE("an address is nothing but an address") {
  for (const char* text : {"", "10.0.0.1:80", "[::1]", "::1%1", " 10.0.0.1", "0x7f.0.0.1", "127.1", "unknown",
                           "_hidden", "10.0.0.1/32", "1.2.3.4.5"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_ip(text));
  }
  CHECK_FALSE(parse_ip(std::string(5000, '1')));
}

TEST_CASE("no networks hold nobody") { CHECK_FALSE(Networks().contains(*parse_ip("127.0.0.1"))); }

}  // namespace ppc::server

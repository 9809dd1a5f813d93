#include "server/redis/settings.h"

#include <doctest/doctest.h>

namespace ppc::server::redis {
namespace {

std::string problem(std::string_view url) {
  const auto settings = parse_url(url);
  return settings.ok() ? "" : settings.error().message;
}

}  // namespace

TEST_CASE("a URL of one server has a port, a login and a database of its own or the usual ones") {
  const auto plain = parse_url("redis://cache.example").value();
  CHECK(plain.topology == Topology::kSingle);
  CHECK(plain.addresses == std::vector<net::Address>{{"cache.example", 6379}});
  CHECK(plain.password.empty());
  CHECK(plain.database == 0);
  CHECK_FALSE(plain.wants_tls);

  const auto full = parse_url("rediss://app:p%40ss%3A%2F@[::1]:7000/3").value();
  CHECK(full.wants_tls);
  CHECK(full.addresses == std::vector<net::Address>{{"::1", 7000}});
  CHECK(full.user == "app");
  CHECK(full.password == "p@ss:/");
  CHECK(full.database == 3);
}

TEST_CASE("a password without a user is the default user's") {
  const auto settings = parse_url("redis://:secret@host").value();
  CHECK(settings.user.empty());
  CHECK(settings.password == "secret");
}

TEST_CASE("sentinels are many, and name a master") {
  const auto settings = parse_url("redis+sentinel://a,b:1,[::2]:3/pictures/5").value();
  CHECK(settings.topology == Topology::kSentinel);
  CHECK(settings.addresses == std::vector<net::Address>{{"a", 26379}, {"b", 1}, {"::2", 3}});
  CHECK(settings.master_name == "pictures");
  CHECK(settings.database == 5);
  CHECK(problem("redis+sentinel://a") == "redis+sentinel:// needs /master-name at its end");
}

TEST_CASE("a cluster has several nodes and one database") {
  const auto settings = parse_url("rediss+cluster://u:p@a:1,b:2").value();
  CHECK(settings.topology == Topology::kCluster);
  CHECK(settings.addresses.size() == 2);
  CHECK(settings.wants_tls);
  CHECK(problem("redis+cluster://a/1") == "a Redis Cluster has database 0 only");
}

TEST_CASE("a wrong URL is told without its password") {
  for (const char* url : {"redis//a", "http://a", "redis://", "redis://a,b", "redis://a:0", "redis://a:65536",
                          "redis://a:x", "redis://a/x", "redis://a/-1", "redis://%zz@a", "redis://[::1",
                          "redis://u:hush@", "redis://u:hush@a:b:c", "redis+cluster://a,,b", "redis://a?db=1",
                          "redis://user@a", "redis://user:@a"}) {
    CAPTURE(url);
    CHECK_FALSE(problem(url).empty());
    CHECK(problem(url).find("hush") == std::string::npos);
  }
}

}  // namespace ppc::server::redis

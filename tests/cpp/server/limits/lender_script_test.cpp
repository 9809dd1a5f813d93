#include "server/limits/lender_script.h"

#include <doctest/doctest.h>

namespace ppc::server {

TEST_CASE("the script is given a key for each client, microseconds, burst and tokens") {
  const auto arguments = lender_arguments({10, 50, 1000}, "user:ada", 5);
  CHECK(arguments == std::array<std::string, 4>{"ppc:rate:user:ada", "100000", "50", "5"});
  CHECK(lender_arguments({0.001, 1, 1000}, "a", 1)[1] == "1000000000");
  CHECK(lender_arguments({1e6, 1, 1000}, "a", 1)[1] == "1");
}

TEST_CASE("the script asks the Redis server for the time, not the caller") {
  CHECK(kLenderScript.find("redis.call('TIME')") != std::string_view::npos);
  CHECK(kLenderScript.find("ARGV[4]") == std::string_view::npos);
}

}  // namespace ppc::server

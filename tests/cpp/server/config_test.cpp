#include "server/config.h"

#include <doctest/doctest.h>

namespace ppc::server {
namespace {

Result<Config> parse(std::vector<const char*> arguments) { return parse_config(arguments); }
std::string problem(std::vector<const char*> arguments) { return parse_config(arguments).error().message; }

}  // namespace

TEST_CASE("without flags the server is for this machine only, with an hour's signatures") {
  const Config config = parse({}).value();
  CHECK(config.host == "127.0.0.1");
  CHECK(config.url_lifetime_seconds == 3600);
  CHECK(config.url_cache_seconds == 3000);
  CHECK(config.max_body_bytes == 5 * 1024 * 1024);
  CHECK(config.allow_origins.empty());
}

TEST_CASE("a flag's value follows a space or an equals sign") {
  const Config config = parse({"--port", "0", "--data=/d=1", "--allow-origin", "https://a.example",
                               "--allow-origin", "http://localhost:5173"})
                            .value();
  CHECK(config.port == 0);
  CHECK(config.data == "/d=1");
  CHECK(config.allow_origins == std::vector<std::string>{"https://a.example", "http://localhost:5173"});
}

TEST_CASE("of a repeated single flag the last counts") {
  CHECK(parse({"--port", "1", "--port", "2"}).value().port == 2);
}

TEST_CASE("a wrong value is one sentence that names the flag and what it takes") {
  CHECK(problem({"--port", "65536"}) == "--port takes a whole number from 0 to 65535, not '65536'");
  CHECK(problem({"--port", "80x"}) == "--port takes a whole number from 0 to 65535, not '80x'");
  CHECK(problem({"--url-lifetime-seconds", "604801"}) ==
        "--url-lifetime-seconds takes a whole number from 1 to 604800, not '604801'");
  CHECK(problem({"--bucket", "A/B"}) == "--bucket takes lower-case letters, digits, '-' and '.', not 'A/B'");
  CHECK(problem({"--allow-origin", "example.com/"}) ==
        "--allow-origin takes an origin as browsers send it, such as https://example.com, or *, not "
        "'example.com/'");
  CHECK(problem({"--public-store-url", "https://a/b"}) ==
        "--public-store-url takes http:// or https://, a host and perhaps a port, without a path, not "
        "'https://a/b'");
  CHECK(problem({"--log-level", "loud"}) == "--log-level takes debug, info, warning or error, not 'loud'");
}

TEST_CASE("an unknown flag and a missing value are named") {
  CHECK(problem({"--prot", "1"}) == "there is no flag '--prot'; --help lists them");
  CHECK(problem({"--port"}) == "--port needs a value");
}

TEST_CASE("an origin is given as the browser sends it: no path, no default port, lower case") {
  for (const char* origin : {"https://a.example/", "https://a.example:443", "https://A.example", "null"}) {
    CAPTURE(origin);
    CHECK_FALSE(parse({"--allow-origin", origin}).ok());
  }
  CHECK(parse({"--allow-origin", "*"}).ok());
}

TEST_CASE("listening on every address needs the store's public address") {
  CHECK(problem({"--host", "0.0.0.0"}).starts_with("--public-store-url is needed with --host 0.0.0.0"));
  CHECK(parse({"--host", "0.0.0.0", "--public-store-url", "https://store.example"}).ok());
}

TEST_CASE("help names every flag") {
  CHECK(parse({"--help"}).value().help);
  for (const char* flag : {"--port", "--store-port", "--data", "--allow-origin", "--max-connections"}) {
    CHECK(config_help().find(flag) != std::string::npos);
  }
}

}  // namespace ppc::server

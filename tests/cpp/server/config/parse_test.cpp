#include "server/config/parse.h"

#include <doctest/doctest.h>

#include <map>

#include "server/config/help.h"
#include "server/config/settings.h"

namespace ppc::server {
namespace {

using Texts = std::map<std::string, std::string>;

std::optional<std::string> found_in(const Texts& texts, const std::string& name) {
  const auto found = texts.find(name);
  return found == texts.end() ? std::nullopt : std::optional(found->second);
}

Result<Config> parse(std::vector<const char*> arguments, const Texts& environment = {},
                     const Texts& files = {}) {
  return parse_config(
      arguments, [&](const std::string& name) { return found_in(environment, name); },
      [&](const std::string& path) -> Result<FileContent> {
        const auto found = found_in(files, path);
        if (!found) return Error{ErrorKind::kUnavailable, path + " cannot be read: there is none"};
        return FileContent{{}, *found};
      });
}
std::string problem(std::vector<const char*> arguments, const Texts& environment = {},
                    const Texts& files = {}) {
  const auto config = parse(std::move(arguments), environment, files);
  return config.ok() ? "" : config.error().message;
}

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

TEST_CASE("a flag counts before a variable, a variable before the file") {
  const Texts environment = {{"PPC_PORT", "2"}, {"PPC_STORE_PORT", "20"}};
  const Texts files = {{"/etc/ppc", "# ports\n port = 1\r\nstore-port=10\n\nlog-level = debug\n"}};
  const Config config = parse({"--config", "/etc/ppc", "--port", "3"}, environment, files).value();
  CHECK(config.port == 3);
  CHECK(config.store_port == 20);
  CHECK(config.log_level == "debug");
}

TEST_CASE("a list of a later source replaces that of an earlier one") {
  const Texts files = {
      {"f", "allow-origin = https://a.example, https://b.example\nallow-origin = https://c.example"}};
  CHECK(parse({"--config", "f"}, {}, files).value().allow_origins.size() == 3);
  CHECK(parse({"--config", "f", "--allow-origin", "*"}, {}, files).value().allow_origins ==
        std::vector<std::string>{"*"});
}

TEST_CASE("what is wrong in a file or a variable is told with its place") {
  const Texts files = {{"f", "\nport = x"}, {"g", "prot = 1"}, {"h", "port"}};
  CHECK(problem({"--config", "f"}, {}, files) ==
        "f line 2: port takes a whole number from 0 to 65535, not 'x'");
  CHECK(problem({"--config", "g"}, {}, files) == "g line 1: there is no setting 'prot'; --help lists them");
  CHECK(problem({"--config", "h"}, {}, files) == "h line 1: port needs '= value'");
  CHECK(problem({"--config", "none"}, {}, files) ==
        "the file of --config: none cannot be read: there is none");
  CHECK(problem({}, {{"PPC_CONFIG", "none"}}, files) ==
        "the file of --config: none cannot be read: there is none");
  CHECK(problem({}, {{"PPC_PORT", ""}}).starts_with("PPC_PORT takes a whole number"));
}

TEST_CASE("a switch needs no value as a flag") {
  CHECK(parse({"--public-reads", "--port", "1"}).value().public_reads);
  CHECK_FALSE(parse({"--public-reads=false"}, {{"PPC_PUBLIC_READS", "true"}}).value().public_reads);
  CHECK(problem({"--public-reads=yes"}) == "--public-reads takes true or false, not 'yes'");
}

TEST_CASE("no error repeats a password") {
  CHECK(problem({"--redis", "redis://:hush@host:x"}).find("hush") == std::string::npos);
  CHECK(problem({"--redis", "http://:hush@host"}) ==
        "--redis takes a Redis URL: it must begin with redis://, rediss://, redis+sentinel:// or "
        "redis+cluster://");
}

TEST_CASE("without authentication the server listens on loopback only") {
  for (const char* host : {"127.0.0.1", "127.8.8.8", "::1"}) CHECK(parse({"--host", host}).ok());
  CHECK(problem({"--host", "10.0.0.1"}).starts_with("--host 10.0.0.1 needs --auth jwt or --auth proxy"));
  CHECK(problem({"--auth", "jwt"}) == "--auth jwt needs one of --jwt-key-file and --jwks-file");
  CHECK(problem({"--auth", "jwt", "--jwt-key-file", "a", "--jwks-file", "b"}) ==
        "--auth jwt needs one of --jwt-key-file and --jwks-file");
  CHECK(problem({"--auth", "jwt", "--jwks-file", "b", "--jwt-issuer", "i"})
            .starts_with("--auth jwt needs --jwt-issuer and --jwt-audience"));
  CHECK(parse({"--auth", "jwt", "--jwks-file", "b", "--jwt-issuer", "i", "--jwt-audience", "a"}).ok());
  CHECK(problem({"--auth", "proxy"}) == "--auth proxy needs --trusted-proxies: whose word counts");
  CHECK(parse({"--host", "10.0.0.1", "--auth", "proxy", "--trusted-proxies", "10.0.0.0/8,::1"}).ok());
}

TEST_CASE("settings of an authentication that is not chosen are refused") {
  const std::vector<std::vector<const char*>> of_tokens = {{"--jwt-key-file", "a"},
                                                           {"--jwks-file", "a"},
                                                           {"--jwt-issuer", "i"},
                                                           {"--jwt-audience", "a"},
                                                           {"--jwt-algorithm", "HS256"}};
  for (auto flags : of_tokens) {
    CAPTURE(flags.front());
    CHECK(problem(flags).find("need --auth jwt") != std::string::npos);
    flags.insert(flags.end(), {"--auth", "proxy", "--trusted-proxies", "::1"});
    CHECK(problem(flags).find("need --auth jwt") != std::string::npos);
  }
  CHECK(parse({"--jwt-algorithm", "RS256", "--proxy-user-header", "X-Forwarded-User"}).ok());
  CHECK(problem({"--proxy-user-header", "X-User"}).find("need --auth proxy") != std::string::npos);
  CHECK(problem({"--proxy-scopes-header", "X-Scopes"}).find("need --auth proxy") != std::string::npos);
}

TEST_CASE("the API and the embedded store need a port each") {
  CHECK(problem({"--port", "8788"}).starts_with("--port and --store-port are both 8788"));
  CHECK(parse({"--port", "0", "--store-port", "0"}).ok());
  CHECK(parse({"--port", "8788", "--s3", "http://store"}).ok());
}

TEST_CASE("the memory for bodies has room for the largest") {
  CHECK(problem({"--max-body-bytes", "1000000", "--max-body-memory-bytes", "999999"})
            .starts_with("--max-body-memory-bytes must be at least --max-body-bytes"));
  CHECK(parse({"--max-body-bytes", "1000000", "--max-body-memory-bytes", "1000000"}).ok());
}

TEST_CASE("trusted proxies are addresses or networks") {
  for (const char* wrong : {"10.0.0.0/33", "proxy", "10.0.0", ""}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse({"--trusted-proxies", wrong}).ok());
  }
}

TEST_CASE("listening on every address needs the store's public address") {
  const std::vector<const char*> proxy = {"--auth",   "proxy",  "--trusted-proxies",
                                          "10.0.0.1", "--host", "0.0.0.0"};
  CHECK(problem(proxy).starts_with("--public-store-url is needed with --host 0.0.0.0"));
  auto with_store = proxy;
  with_store.insert(with_store.end(), {"--public-store-url", "https://store.example"});
  CHECK(parse(with_store).ok());
}

TEST_CASE("help and the table name every setting") {
  CHECK(parse({"--help"}).value().help);
  CHECK(parse({"--settings-table", "--host", "10.0.0.1"}).value().settings_table);
  for (const auto& setting : all_settings()) {
    const std::string flag = "--" + std::string(setting.name);
    CHECK(config_help().find("  " + flag + ' ') != std::string::npos);
    CHECK(settings_table().find("| `" + flag + "` |") != std::string::npos);
  }
}

}  // namespace ppc::server

#include "server/redis/settings.h"

#include <charconv>
#include <optional>

#include "server/base/percent.h"
#include "server/base/query.h"

namespace ppc::server::redis {
namespace {

constexpr std::uint16_t kRedisPort = 6379;
constexpr std::uint16_t kSentinelPort = 26379;

Error invalid(std::string message) { return {ErrorKind::kInvalid, std::move(message)}; }

std::optional<int> number(std::string_view text, int least, int most) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
    return std::nullopt;
  return value;
}

/// The part of `text` before `mark`, which is cut off together with the mark; nothing without a mark.
std::optional<std::string_view> take_before(std::string_view& text, std::size_t mark, std::size_t mark_size) {
  if (mark == std::string_view::npos) return std::nullopt;
  const std::string_view before = text.substr(0, mark);
  text.remove_prefix(mark + mark_size);
  return before;
}

struct Scheme {
  std::string_view name;
  Topology topology;
  bool tls;
};

constexpr Scheme kSchemes[] = {
    {"redis", Topology::kSingle, false},
    {"rediss", Topology::kSingle, true},
    {"redis+sentinel", Topology::kSentinel, false},
    {"rediss+sentinel", Topology::kSentinel, true},
    {"redis+cluster", Topology::kCluster, false},
    {"rediss+cluster", Topology::kCluster, true},
};

std::optional<Error> read_login(std::string_view login, Settings& settings) {
  const auto colon = login.find(':');
  auto user = percent_decode(login.substr(0, colon));
  auto password = colon == std::string_view::npos ? std::optional<std::string>("")
                                                  : percent_decode(login.substr(colon + 1));
  if (!user || !password) return invalid("user and password must be percent-encoded");
  if (!user->empty() && password->empty())
    return invalid("a user is named without a password, which Redis wants too: user:password@");
  settings.user = std::move(*user);
  settings.password = std::move(*password);
  return std::nullopt;
}

std::optional<net::Address> parse_address(std::string_view text, std::uint16_t default_port) {
  std::string_view host = text;
  std::string_view port;
  const auto bracket = text.starts_with('[') ? text.find(']') : 0;
  if (bracket == std::string_view::npos) return std::nullopt;
  const auto colon = text.find(':', bracket);
  if (colon != std::string_view::npos) {
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
  }
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  const auto given = port.empty() && colon == std::string_view::npos ? default_port : number(port, 1, 65535);
  if (host.empty() || !given || host.find_first_of(" /?#@") != std::string_view::npos) return std::nullopt;
  return net::Address{std::string(host), static_cast<std::uint16_t>(*given)};
}

std::optional<Error> read_addresses(std::string_view hosts, Settings& settings) {
  const bool sentinel = settings.topology == Topology::kSentinel;
  for (std::string_view host : split(hosts, ',')) {
    auto address = parse_address(host, sentinel ? kSentinelPort : kRedisPort);
    if (!address) return invalid("'" + std::string(host) + "' is not a host with an optional port");
    settings.addresses.push_back(std::move(*address));
  }
  if (settings.topology == Topology::kSingle && settings.addresses.size() > 1)
    return invalid("redis:// takes one host; redis+sentinel:// and redis+cluster:// take several");
  return std::nullopt;
}

std::optional<Error> read_path(std::string_view path, Settings& settings) {
  if (settings.topology == Topology::kSentinel) {
    const auto slash = path.find('/');
    settings.master_name = path.substr(0, slash);
    if (settings.master_name.empty()) return invalid("redis+sentinel:// needs /master-name at its end");
    path = slash == std::string_view::npos ? "" : path.substr(slash + 1);
  }
  if (path.empty()) return std::nullopt;
  const auto database = number(path, 0, 1'000'000);
  if (!database) return invalid("the database must be a number");
  if (settings.topology == Topology::kCluster && *database != 0)
    return invalid("a Redis Cluster has database 0 only");
  settings.database = *database;
  return std::nullopt;
}

}  // namespace

Result<Settings> parse_url(std::string_view url) {
  Settings settings;
  std::string_view rest = url;
  const auto name = take_before(rest, rest.find("://"), 3);
  const Scheme* scheme = nullptr;
  for (const auto& candidate : kSchemes) {
    if (name == candidate.name) scheme = &candidate;
  }
  if (scheme == nullptr)
    return invalid("it must begin with redis://, rediss://, redis+sentinel:// or redis+cluster://");
  settings.topology = scheme->topology;
  settings.wants_tls = scheme->tls;
  if (const auto login = take_before(rest, rest.rfind('@'), 1)) {
    if (auto error = read_login(*login, settings)) return std::move(*error);
  }
  std::string_view path = rest;
  const std::string_view hosts = take_before(path, path.find('/'), 1).value_or(rest);
  if (hosts.size() == rest.size()) path = "";
  if (auto error = read_addresses(hosts, settings)) return std::move(*error);
  if (auto error = read_path(path, settings)) return std::move(*error);
  return settings;
}

}  // namespace ppc::server::redis

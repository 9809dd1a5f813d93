// The only place where the server's parts meet.
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdio>
#include <optional>

#include "server/api/routes.h"
#include "server/base/log.h"
#include "server/base/system_clock.h"
#include "server/config.h"
#include "server/embedded/data_folder.h"
#include "server/embedded/memory_url_cache.h"
#include "server/embedded/store_routes.h"
#include "server/http/listener.h"
#include "server/s3/presign_command.h"

namespace {

using namespace ppc::server;
namespace asio = boost::asio;

/// How long requests that have begun may take after the signal to end.
constexpr std::chrono::seconds kGrace{10};

int stop_with(const std::string& sentence) {
  std::fprintf(stderr, "ppc_server: %s\n", sentence.c_str());
  return 2;
}

std::string address_of(const std::string& host, std::uint16_t port) {
  const bool is_v6 = host.find(':') != std::string::npos;
  return "http://" + (is_v6 ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

HttpLimits limits_of(const Config& config) {
  HttpLimits limits;
  limits.idle = std::chrono::milliseconds(config.idle_timeout_ms);
  limits.header = std::chrono::milliseconds(config.header_timeout_ms);
  limits.body = std::chrono::milliseconds(config.body_timeout_ms);
  limits.connections = static_cast<std::size_t>(config.max_connections);
  return limits;
}

struct Opened {
  std::unique_ptr<FolderStore> store;
  std::unique_ptr<Listener> api;
  std::unique_ptr<Listener> store_endpoint;
  std::unique_ptr<RenditionPool> renditions;
  std::string secret;
};

Result<Opened> open_parts(asio::io_context& loop, const Config& config) {
  Opened opened;
  opened.secret = config.secret_key;
  if (opened.secret.empty()) {
    auto secret = read_or_make_secret(config.data);
    if (!secret.ok()) return secret.error();
    opened.secret = secret.value();
  }
  auto store = FolderStore::open(config.data + "/objects");
  if (!store.ok()) return store.error();
  auto api = Listener::open(loop, config.host, config.port);
  if (!api.ok()) return api.error();
  auto store_endpoint = Listener::open(loop, config.host, config.store_port);
  if (!store_endpoint.ok()) return store_endpoint.error();
  opened.store = std::move(store.value());
  opened.renditions = std::make_unique<RenditionPool>();
  opened.api = std::move(api.value());
  opened.store_endpoint = std::move(store_endpoint.value());
  return opened;
}

/// Says where it listens, serves until SIGTERM or SIGINT, then lets what has begun finish.
void run_until_signal(asio::io_context& loop, Opened& opened, ConnectionSet& connections,
                      const std::string& listening) {
  asio::signal_set signals(loop, SIGTERM, SIGINT);
  asio::steady_timer grace(loop);
  signals.async_wait([&](const boost::system::error_code& code, int) {
    if (code) return;
    log::info("stopping");
    opened.api->stop();
    opened.store_endpoint->stop();
    grace.expires_after(kGrace);
    grace.async_wait([&](const boost::system::error_code& cancelled) {
      if (!cancelled) loop.stop();
    });
    connections.stop([&] { grace.cancel(); });
  });
  // Not before signals are handled: whoever reads the line may send one at once.
  std::puts(listening.c_str());
  std::fflush(stdout);
  loop.run();
  connections.forget_on_empty();
}

int serve(const Config& config) {
  const auto lock = FolderLock::take(config.data);
  if (!lock.ok()) return stop_with(lock.error().message);

  const SystemClock clock(static_cast<double>(config.clock_offset_seconds) * 1000);
  Metrics metrics;
  ConnectionSet connections([&](std::size_t open) { metrics.set_connections(open); });
  const HttpLimits limits = limits_of(config);
  std::optional<asio::io_context> loop(std::in_place, 1);
  auto opened = open_parts(*loop, config);
  if (!opened.ok()) return stop_with(opened.error().message);
  Opened& parts = opened.value();

  const std::string api_url = address_of(config.host, parts.api->port());
  const std::string store_url = address_of(config.host, parts.store_endpoint->port());
  const s3::Credentials credentials{config.access_key, parts.secret, ""};
  const auto endpoint =
      s3::parse_endpoint(config.public_store_url.empty() ? store_url : config.public_store_url);
  s3::Presigner presigner({*endpoint, config.bucket, config.region}, credentials);
  MemoryUrlCacheLimits cache_limits;
  cache_limits.lifetime = config.url_cache_seconds * 1000.0;
  MemoryUrlCache cache(clock, cache_limits);

  const PictureServiceParts service_parts{cache, *parts.store, presigner, clock, metrics, *parts.renditions};
  PictureService service(service_parts, config.url_lifetime_seconds);
  ApiRoutes api(service, service_parts, {config.max_body_bytes, config.allow_origins});
  StoreRoutes store(*parts.store, s3::Verifier(credentials, config.region), config.bucket, clock, metrics);
  parts.api->start(api, connections, limits);
  parts.store_endpoint->start(store, connections, limits);

  const std::string listening =
      "{\"listening\":{\"api\":\"" + api_url + "\",\"store\":\"" + store_url + "\"}}";
  run_until_signal(*loop, parts, connections, listening);
  // Threads first, they work for coroutines; then the coroutines, which refer to everything else.
  parts.renditions.reset();
  parts.store.reset();
  parts.api.reset();
  parts.store_endpoint.reset();
  loop.reset();
  return 0;
}

int presign(std::span<const char* const> arguments) {
  const auto url = s3::presign_command(arguments, SystemClock().now());
  if (!url.ok()) return stop_with(url.error().message);
  return std::puts(url.value().c_str()), 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::span<const char* const> arguments(argv + 1, static_cast<std::size_t>(argc - 1));
  if (!arguments.empty() && std::string_view(arguments[0]) == "presign") return presign(arguments.subspan(1));
  const auto config = parse_config(arguments);
  if (!config.ok()) return stop_with(config.error().message);
  if (config.value().help) return std::fputs(config_help().c_str(), stdout), 0;
  log::set_level(config.value().log_level);
  return serve(config.value());
}

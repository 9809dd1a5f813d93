#include "server/process/shared_parts.h"

#include "core/ttl/lifetimes.h"
#include "server/auth/jwt_authenticator.h"
#include "server/auth/proxy_authenticator.h"
#include "server/base/log.h"
#include "server/process/bucket.h"

namespace ppc::server {
namespace {

constexpr const char* kEmbeddedAccessKey = "ppcembedded";
/// Far more uploads than an outage of Redis brings; some 40 MB.
constexpr std::size_t kUndeliveredDrops = 100'000;

RecordMapLimits memory_limits(const Config& config) {
  RecordMapLimits limits;
  limits.lifetime = config.url_cache_seconds * kSecond;
  return limits;
}

RecordMapLimits near_limits(const Config& config) {
  RecordMapLimits limits;
  limits.lifetime = std::min(config.near_cache_seconds, config.url_cache_seconds) * kSecond;
  limits.entries = static_cast<std::size_t>(config.near_cache_entries);
  return limits;
}

RenditionSettings rendition_settings(const Config& config) {
  RenditionSettings settings;
  settings.threads = static_cast<std::size_t>(config.picture_threads);
  settings.max_pixels = config.max_pixels;
  return settings;
}

std::string_view name_of(redis::BreakerState state) {
  if (state == redis::BreakerState::kClosed) return "closed";
  return state == redis::BreakerState::kOpen ? "open" : "half_open";
}

Result<Done> open_redis_settings(SharedParts& parts) {
  redis::Settings& settings = parts.config.redis;
  settings.connect_timeout = std::chrono::milliseconds(parts.config.redis_connect_timeout_ms);
  settings.command_timeout = std::chrono::milliseconds(parts.config.redis_command_timeout_ms);
  settings.on_breaker = [&metrics = parts.metrics](redis::BreakerState state, int change) {
    metrics.add_breakers(name_of(state), change);
  };
  settings.on_lost = [&parts] { parts.undelivered.doubt(parts.clock.now()); };
  if (!settings.wants_tls) return Done{};
  auto tls = net::make_tls_context(parts.config.redis_ca_file, "--redis-ca-file");
  if (!tls.ok()) return tls.error();
  settings.tls = tls.value();
  return Done{};
}

Result<Done> open_embedded_store(SharedParts& parts) {
  auto lock = FolderLock::take(parts.config.data);
  if (!lock.ok()) return lock.error();
  parts.lock.emplace(std::move(lock.value()));
  parts.credentials = {parts.config.access_key, parts.config.secret_key, ""};
  if (parts.credentials.access_key.empty()) parts.credentials.access_key = kEmbeddedAccessKey;
  if (parts.credentials.secret_key.empty()) {
    auto secret = read_or_make_secret(parts.config.data);
    if (!secret.ok()) return secret.error();
    parts.credentials.secret_key = std::move(secret.value());
  }
  auto folder = FolderStore::open(parts.config.data + "/objects");
  if (!folder.ok()) return folder.error();
  parts.folder = std::move(folder.value());
  return Done{};
}

Result<Done> open_tokens(SharedParts& parts) {
  const Config& config = parts.config;
  const bool is_set = !config.jwks_file.empty();
  const KeyFile file{is_set ? config.jwks_file : config.jwt_key_file, is_set,
                     parse_algorithm(config.jwt_algorithm).value_or(Algorithm::kRs256)};
  auto keys = KeyRing::open(file, parts.clock, log::warning);
  if (!keys.ok()) return keys.error();
  parts.keys = std::move(keys.value());
  parts.authenticator = std::make_unique<JwtAuthenticator>(
      *parts.keys, ClaimRules{config.jwt_issuer, config.jwt_audience}, parts.clock);
  return Done{};
}

Result<Done> open_access(SharedParts& parts) {
  const Config& config = parts.config;
  auto trusted = Networks::parse(config.trusted_proxies);
  if (!trusted.ok()) return trusted.error();
  parts.trusted_proxies = trusted.value();
  if (config.auth == AuthMode::kProxy) {
    parts.authenticator = std::make_unique<ProxyAuthenticator>(
        ProxySettings{trusted.value(), config.proxy_user_header, config.proxy_scopes_header});
  }
  if (config.auth == AuthMode::kJwt) return open_tokens(parts);
  return Done{};
}

/// Of everything but the embedded store.
Result<Done> open_files(SharedParts& parts) {
  const auto redis = open_redis_settings(parts);
  return redis.ok() ? open_access(parts) : redis;
}

void open_limiter(SharedParts& parts) {
  const Config& config = parts.config;
  if (config.rate_per_second <= 0) return;
  RateLimits limits;
  limits.per_second = config.rate_per_second;
  limits.burst = config.rate_burst;
  if (config.has_redis) parts.lender = std::make_unique<RedisTokenLender>(limits);
  parts.limiter = std::make_unique<RateLimiter>(limits, parts.clock, parts.lender.get());
}

}  // namespace

SharedParts::SharedParts(const Config& settings)
    : config(settings),
      clock(static_cast<double>(settings.clock_offset_seconds) * kSecond),
      bodies(settings.max_body_memory_bytes),
      memory_cache(clock, memory_limits(settings)),
      near_records(clock, near_limits(settings)),
      undelivered(kUndeliveredDrops, settings.url_cache_seconds * kSecond),
      renditions(std::make_unique<RenditionPool>(rendition_settings(settings))) {}

Result<Done> check_parts(const Config& config) {
  SharedParts parts(config);
  auto opened = open_files(parts);
  if (!opened.ok()) return opened;
  if (config.s3_endpoints.empty()) return check_folder(config.data);
  boost::asio::io_context loop(1);
  const auto bucket = open_bucket(config, loop.get_executor());
  if (!bucket.ok()) return bucket.error();
  return Done{};
}

Result<std::unique_ptr<SharedParts>> make_shared_parts(const Config& config) {
  auto parts = std::make_unique<SharedParts>(config);
  const auto opened = open_files(*parts);
  if (!opened.ok()) return opened.error();
  open_limiter(*parts);
  if (config.s3_endpoints.empty()) {
    const auto embedded = open_embedded_store(*parts);
    if (!embedded.ok()) return embedded.error();
  }
  return parts;
}

}  // namespace ppc::server

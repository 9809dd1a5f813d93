#include "server/process/worker.h"

#include <boost/asio/post.hpp>

#include "core/ttl/lifetimes.h"
#include "server/url_cache/redis_commands.h"

namespace ppc::server {
namespace {

HttpLimits limits_of(SharedParts& shared) {
  const Config& config = shared.config;
  HttpLimits limits;
  limits.idle = std::chrono::milliseconds(config.idle_timeout_ms);
  limits.header = std::chrono::milliseconds(config.header_timeout_ms);
  limits.body = std::chrono::milliseconds(config.body_timeout_ms);
  limits.requests_per_connection = static_cast<std::size_t>(config.max_requests_per_connection);
  limits.connections = static_cast<std::size_t>(config.max_connections);
  limits.bodies = &shared.bodies;
  return limits;
}

redis::Ear ear_of(SharedParts& shared) {
  NearRecords& near = shared.near_records;
  const auto on_down = [&shared, &near] {
    const bool did_hear = near.hears();
    near.stop_hearing();
    if (did_hear) shared.undelivered.doubt(shared.clock.now());
  };
  return {[&near] { near.hear(); }, on_down, [&near](std::string_view message) { near.on_drop(message); }};
}

}  // namespace

Worker::Worker(SharedParts& shared)
    : shared_(shared),
      limits_(limits_of(shared)),
      connections_(shared.connections, [&](int change) { shared.metrics.add_connections(change); }) {}

// First what has sockets and timers of the loop, then the loop with the coroutines that it still holds, then,
// by itself, what those refer to.
Worker::~Worker() {
  api_.reset();
  store_.reset();
  drops_.reset();
  if (delivery_) delivery_->close();
  delivery_.reset();
  if (shared_.lender) shared_.lender->use(*loop_, nullptr);
  near_cache_.reset();
  redis_cache_.reset();
  redis_.reset();
  bucket_.reset();
  grace_.reset();
  loop_.reset();
}

Result<std::unique_ptr<Worker>> Worker::open(SharedParts& shared, const Ports& ports, bool is_first) {
  std::unique_ptr<Worker> worker(new Worker(shared));
  const auto opened = worker->open_store(ports);
  if (!opened.ok()) return opened.error();
  worker->open_routes(is_first);
  const auto listening = worker->listen(ports);
  if (!listening.ok()) return listening.error();
  return worker;
}

Result<Done> Worker::open_store(const Ports& ports) {
  if (shared_.folder) {
    presigner_ = std::make_unique<s3::Presigner>(embedded_bucket(ports), shared_.credentials);
    return Done{};
  }
  auto bucket = open_bucket(shared_.config, loop_->get_executor());
  if (!bucket.ok()) return bucket.error();
  bucket_ = std::move(bucket.value().store);
  presigner_ = std::move(bucket.value().presigner);
  return Done{};
}

void Worker::open_routes(bool is_first) {
  const Config& config = shared_.config;
  ObjectStore& store = bucket_ ? static_cast<ObjectStore&>(*bucket_) : *shared_.folder;
  const PictureServiceParts parts{
      open_url_cache(is_first), store,        *presigner_, shared_.clock, shared_.metrics,
      *shared_.renditions,      shared_.turns};
  service_ = std::make_unique<PictureService>(parts, config.url_lifetime_seconds);
  api_routes_ = std::make_unique<ApiRoutes>(*service_, parts, api_settings());
  if (bucket_) return;
  store_routes_ =
      std::make_unique<StoreRoutes>(*shared_.folder, s3::Verifier(shared_.credentials, config.region),
                                    config.bucket, shared_.clock, shared_.metrics);
}

Result<Done> Worker::listen(const Ports& ports) {
  auto api = Listener::open(*loop_, shared_.config.host, ports.api, PortUse::kShared);
  if (!api.ok()) return api.error();
  api_ = std::move(api.value());
  if (ports.store == 0) return Done{};
  auto store = Listener::open(*loop_, shared_.config.host, ports.store, PortUse::kShared);
  if (!store.ok()) return store.error();
  store_ = std::move(store.value());
  return Done{};
}

UrlCache& Worker::open_url_cache(bool is_first) {
  const Config& config = shared_.config;
  if (!config.has_redis) return shared_.memory_cache;
  redis_ = redis::make_client(loop_->get_executor(), config.redis);
  const RedisUrlCacheParts parts{redis_, shared_.clock, shared_.undelivered, shared_.metrics};
  redis_cache_ = std::make_unique<RedisUrlCache>(parts, config.url_cache_seconds * kSecond);
  near_cache_ = std::make_unique<NearUrlCache>(shared_.near_records, *redis_cache_, shared_.metrics);
  if (shared_.lender) shared_.lender->use(*loop_, redis_);
  if (is_first) {
    drops_ =
        std::make_shared<redis::Subscription>(loop_->get_executor(), redis_, kDropChannel, ear_of(shared_));
    const DropDeliveryParts delivery{redis_, shared_.clock, shared_.undelivered};
    delivery_ = std::make_shared<DropDelivery>(loop_->get_executor(), delivery);
  }
  return *near_cache_;
}

ApiSettings Worker::api_settings() const {
  const Config& config = shared_.config;
  ApiSettings settings;
  settings.max_body_bytes = config.max_body_bytes;
  settings.allowed_origins = config.allow_origins;
  settings.access = {shared_.authenticator.get(), shared_.limiter.get(), shared_.trusted_proxies,
                     config.public_reads};
  return settings;
}

s3::Bucket Worker::embedded_bucket(const Ports& ports) const {
  const Config& config = shared_.config;
  const std::string url =
      config.public_store_url.empty() ? origin_of(config.host, ports.store) : config.public_store_url;
  return {*s3::parse_endpoint(url), config.bucket, config.region, false};
}

void Worker::start() {
  api_->start(*api_routes_, connections_, limits_);
  if (store_) store_->start(*store_routes_, connections_, limits_);
  if (drops_) drops_->start();
  if (delivery_) delivery_->start();
}

void Worker::stop() {
  boost::asio::post(*loop_, [this] { stop_here(); });
}

void Worker::stop_here() {
  api_->stop();
  if (store_) store_->stop();
  grace_->expires_after(std::chrono::seconds(shared_.config.grace_seconds));
  grace_->async_wait([this](const boost::system::error_code& cancelled) {
    if (!cancelled) end();
  });
  connections_.stop([this] { end(); });
}

void Worker::end() {
  // The connections that are left end with the loop, when there is nothing to stop any more.
  connections_.forget_on_empty();
  grace_->cancel();
  if (drops_) drops_->close();
  if (delivery_) delivery_->close();
  if (redis_) redis_->close();
  // What is left only waits for its next turn.
  loop_->stop();
}

}  // namespace ppc::server

// One event loop with everything that it does not share: listeners, connections to Redis and to the object
// store, routes.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>

#include "server/api/routes.h"
#include "server/embedded/store_routes.h"
#include "server/http/connection_set.h"
#include "server/http/listener.h"
#include "server/process/bucket.h"
#include "server/process/ports.h"
#include "server/process/shared_parts.h"
#include "server/redis/subscription.h"
#include "server/s3/presign.h"
#include "server/url_cache/drop_delivery.h"
#include "server/url_cache/redis_url_cache.h"

namespace ppc::server {

class Worker {
 public:
  /// Listens, but accepts only from start() on. The first worker of a server also listens to Redis'
  /// announcements, and delivers what Redis has not heard.
  static Result<std::unique_ptr<Worker>> open(SharedParts& shared, const Ports& ports, bool is_first);
  ~Worker();

  void start();
  /// Serves until stop() has done its work. On a thread of its own, or the main one.
  void run() { loop_->run(); }
  /// From any thread: accepts nothing more, lets what has begun finish, then run() returns; at the latest
  /// after the grace time.
  void stop();
  boost::asio::io_context& loop() { return *loop_; }

 private:
  explicit Worker(SharedParts& shared);

  Result<Done> open_store(const Ports& ports);
  void open_routes(bool is_first);
  Result<Done> listen(const Ports& ports);
  UrlCache& open_url_cache(bool is_first);
  ApiSettings api_settings() const;
  s3::Bucket embedded_bucket(const Ports& ports) const;
  void stop_here();
  void end();

  SharedParts& shared_;
  std::optional<boost::asio::io_context> loop_{std::in_place, 1};
  std::optional<boost::asio::steady_timer> grace_{std::in_place, *loop_};
  HttpLimits limits_;
  ConnectionSet connections_;
  std::shared_ptr<redis::Client> redis_;
  std::shared_ptr<redis::Subscription> drops_;
  std::shared_ptr<DropDelivery> delivery_;
  std::unique_ptr<RedisUrlCache> redis_cache_;
  std::unique_ptr<NearUrlCache> near_cache_;
  std::unique_ptr<s3::BucketStore> bucket_;  // null: the embedded store
  std::unique_ptr<s3::Presigner> presigner_;
  std::unique_ptr<PictureService> service_;
  std::unique_ptr<ApiRoutes> api_routes_;
  std::unique_ptr<StoreRoutes> store_routes_;
  std::unique_ptr<Listener> api_;
  std::unique_ptr<Listener> store_;
};

}  // namespace ppc::server

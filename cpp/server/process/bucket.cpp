#include "server/process/bucket.h"

#include <boost/asio/co_spawn.hpp>
#include <optional>

#include "server/base/log.h"
#include "server/base/parallel.h"
#include "server/process/system_clock.h"
#include "server/s3/setup.h"

namespace ppc::server {
namespace {

s3::Settings settings_of(const Config& config) {
  s3::Settings settings;
  for (const auto& endpoint : config.s3_endpoints)
    settings.endpoints.push_back(*s3::parse_endpoint(endpoint));
  if (!config.public_store_url.empty())
    settings.public_endpoint = s3::parse_endpoint(config.public_store_url);
  settings.bucket = config.bucket;
  settings.region = config.region;
  settings.virtual_host = config.virtual_host;
  settings.credentials.given = {config.access_key, config.secret_key, config.session_token};
  settings.credentials.file = config.credentials_file;
  settings.credentials.profile = config.credentials_profile;
  settings.ca_file = config.s3_ca_file;
  settings.timeout = std::chrono::milliseconds(config.s3_timeout_ms);
  settings.connect_timeout = std::min(settings.connect_timeout, settings.timeout);
  settings.cache_seconds = config.url_lifetime_seconds;
  return settings;
}

/// Requests to S3 are dated by the true time, whatever --clock-offset-seconds says.
const Clock& true_clock() {
  static const SystemClock clock;
  return clock;
}

void say(const s3::Finding& finding) {
  using Level = s3::Finding::Level;
  const bool says_so = finding.text.starts_with("object store");
  const std::string text = says_so ? finding.text : "object store: " + finding.text;
  if (finding.level == Level::kProblem) return log::error(text);
  if (finding.level == Level::kWarning) return log::warning(text);
  log::info(text);
}

Task<Result<Done>> prepare(s3::Requester& requester, const Config& config) {
  if (config.init_bucket) {
    auto made = co_await s3::init_bucket(requester, config.allow_origins);
    if (!made.ok()) co_return made.error();
  }
  const auto findings = co_await s3::check_setup(requester, config.allow_origins);
  for (const auto& finding : findings) say(finding);
  co_return Done{};
}

}  // namespace

Result<OpenBucket> open_bucket(const Config& config, const Executor& executor) {
  const s3::Settings settings = settings_of(config);
  auto source = s3::CredentialsSource::open(settings.credentials);
  if (!source.ok()) return source.error();
  auto store = s3::BucketStore::open(settings, {executor, true_clock(), source.value(), {}});
  if (!store.ok()) return store.error();
  OpenBucket bucket;
  bucket.store = std::move(store.value());
  bucket.presigner = std::make_unique<s3::Presigner>(s3::public_bucket(settings), source.value());
  return bucket;
}

Result<Done> prepare_bucket(const Config& config) {
  boost::asio::io_context loop(1);
  auto bucket = open_bucket(config, loop.get_executor());
  if (!bucket.ok()) return bucket.error();
  std::optional<Result<Done>> prepared;
  auto task = keep_result(prepare(bucket.value().store->requester(), config), prepared);
  boost::asio::co_spawn(loop, std::move(task), [&](const std::exception_ptr&) { loop.stop(); });
  loop.run();
  if (prepared) return *prepared;
  return Error{ErrorKind::kUnavailable, "the bucket could not be looked at"};
}

}  // namespace ppc::server

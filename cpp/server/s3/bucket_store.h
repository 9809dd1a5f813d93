// The object store behind an S3 API: MinIO, Ceph, AWS.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/ports/object_store.h"
#include "server/s3/requests/requester.h"

namespace ppc::server::s3 {

/// For one event loop, which it must not outlive. The note is kept as metadata ("x-amz-meta-ppc-note"):
/// blanks at its ends are lost, and several within may become one.
class BucketStore final : public ObjectStore {
 public:
  /// Does not ask the store yet. kInvalid when the settings are.
  static Result<std::unique_ptr<BucketStore>> open(Settings settings, StoreParts parts);

  Task<std::vector<Result<ObjectInfo>>> head(const std::vector<std::string>& keys) override;
  Task<Result<ObjectInfo>> put(const std::string& key, const NewObject& object) override;
  Task<Result<Done>> remove(const std::string& key) override;
  /// Asks at most once a second.
  Task<Result<Done>> check() override;

  /// For the setup.
  Requester& requester() { return *requester_; }

 private:
  explicit BucketStore(std::unique_ptr<Requester> requester) : requester_(std::move(requester)) {}
  Task<void> head_one(const std::string& key, Requester::TimePoint deadline, Result<ObjectInfo>& info);
  Task<void> doubt_missing(std::vector<Result<ObjectInfo>>& infos);
  Task<Result<Done>> ask_for_bucket();

  std::unique_ptr<Requester> requester_;
  std::optional<Result<Done>> last_check_;
  Requester::TimePoint next_check_{};
};

/// What the headers of an answer say about an object; kUnavailable when there is no ETag. A missing
/// Last-Modified becomes `now`.
Result<ObjectInfo> object_info(const http_client::Response& response, Millis now);

}  // namespace ppc::server::s3

#include "server/s3/bucket_store.h"

#include <algorithm>
#include <charconv>

#include "server/base/bounded_parallel.h"
#include "server/base/time_text.h"

namespace ppc::server::s3 {
namespace {

constexpr std::string_view kNoteHeader = "x-amz-meta-ppc-note";
constexpr std::size_t kHeadsAtOnce = 32;
constexpr std::chrono::seconds kCheckEvery{1};

/// W/"abc" and "abc" become abc.
std::string_view bare_etag(std::string_view etag) {
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') etag = etag.substr(1, etag.size() - 2);
  return etag;
}

Operation put_operation(const std::string& key, const NewObject& object, int cache_seconds) {
  Operation operation;
  operation.method = "PUT";
  operation.key = key;
  operation.headers.emplace_back("content-type", object.content_type);
  // A URL names one version: its bytes never change, and it works so long.
  operation.headers.emplace_back("cache-control", "private, max-age=" + std::to_string(cache_seconds));
  if (!object.note.empty()) operation.headers.emplace_back(kNoteHeader, object.note);
  operation.body = object.bytes;
  return operation;
}

Operation simple_operation(std::string method, const std::string& key) {
  Operation operation;
  operation.method = std::move(method);
  operation.key = key;
  return operation;
}

bool is_done(const http_client::Response& response) {
  return verdict_of(response.status, {}) == Verdict::kDone;
}

}  // namespace

Result<ObjectInfo> object_info(const http_client::Response& response, Millis now) {
  ObjectInfo info;
  info.version = bare_etag(response.header("ETag").value_or(""));
  if (info.version.empty())
    return Error{ErrorKind::kUnavailable,
                 "the object store's answer has no ETag; without it there is no version"};
  info.content_type = response.header("Content-Type").value_or("application/octet-stream");
  const std::string_view length = response.header("Content-Length").value_or("0");
  std::from_chars(length.data(), length.data() + length.size(), info.bytes);
  info.modified_at = parse_http_date(response.header("Last-Modified").value_or("")).value_or(now);
  info.note = response.header(kNoteHeader).value_or("");
  return info;
}

Result<std::unique_ptr<BucketStore>> BucketStore::open(Settings settings, StoreParts parts) {
  auto requester = Requester::open(std::move(settings), std::move(parts));
  if (!requester.ok()) return requester.error();
  return std::unique_ptr<BucketStore>(new BucketStore(std::move(requester.value())));
}

Task<std::vector<Result<ObjectInfo>>> BucketStore::head(const std::vector<std::string>& keys) {
  std::vector<Result<ObjectInfo>> infos(keys.size(), Error{ErrorKind::kUnavailable, "not asked"});
  // One deadline for the whole list: a store that hangs shall not be waited for again and again.
  const auto deadline = requester_->deadline();
  const auto head_nth = [&](std::size_t i) { return head_one(keys[i], deadline, infos[i]); };
  co_await run_bounded(keys.size(), std::min(kHeadsAtOnce, requester_->settings().connections), head_nth);
  co_await doubt_missing(infos);
  co_return std::move(infos);
}

/// To HEAD a store answers 404 for a bucket that is gone, too, and has no body to tell: that must not become
/// "this user has no picture".
Task<void> BucketStore::doubt_missing(std::vector<Result<ObjectInfo>>& infos) {
  const auto is_missing = [](const Result<ObjectInfo>& info) {
    return !info.ok() && info.error().kind == ErrorKind::kNotFound;
  };
  if (std::none_of(infos.begin(), infos.end(), is_missing)) co_return;
  const auto bucket = co_await check();
  if (!bucket.ok())
    std::replace_if(infos.begin(), infos.end(), is_missing, Result<ObjectInfo>(bucket.error()));
}

Task<void> BucketStore::head_one(const std::string& key, Requester::TimePoint deadline,
                                 Result<ObjectInfo>& info) {
  const Operation operation = simple_operation("HEAD", key);
  const auto answer = co_await requester_->send(operation, deadline);
  if (!answer.ok()) {
    info = answer.error();
  } else if (is_done(answer.value())) {
    info = object_info(answer.value(), requester_->clock().now());
  } else if (answer.value().status == 404) {
    info = Error{ErrorKind::kNotFound, key + " does not exist"};
  } else {
    info = co_await requester_->refusal(operation, answer.value());
  }
}

Task<Result<ObjectInfo>> BucketStore::put(const std::string& key, const NewObject& object) {
  const Operation operation = put_operation(key, object, requester_->settings().cache_seconds);
  const auto answer = co_await requester_->send(operation, requester_->deadline());
  if (!answer.ok()) co_return answer.error();
  if (!is_done(answer.value())) co_return co_await requester_->refusal(operation, answer.value());
  auto info = object_info(answer.value(), requester_->clock().now());
  if (!info.ok()) co_return info.error();
  info.value().content_type = object.content_type;
  info.value().bytes = object.bytes.size();
  info.value().note = object.note;
  co_return std::move(info);
}

Task<Result<Done>> BucketStore::remove(const std::string& key) {
  const Operation operation = simple_operation("DELETE", key);
  const auto answer = co_await requester_->send(operation, requester_->deadline());
  if (!answer.ok()) co_return answer.error();
  const bool no_such_key = answer.value().status == 404 && code_of(answer.value()) != "NoSuchBucket";
  if (is_done(answer.value()) || no_such_key) co_return Done{};
  co_return co_await requester_->refusal(operation, answer.value());
}

Task<Result<Done>> BucketStore::check() {
  if (last_check_ && std::chrono::steady_clock::now() < next_check_) co_return *last_check_;
  auto result = co_await ask_for_bucket();
  last_check_ = result;
  next_check_ = std::chrono::steady_clock::now() + kCheckEvery;
  co_return std::move(result);
}

Task<Result<Done>> BucketStore::ask_for_bucket() {
  const Operation operation = simple_operation("HEAD", {});
  const auto answer = co_await requester_->send(operation, requester_->deadline());
  if (!answer.ok()) co_return answer.error();
  if (is_done(answer.value())) co_return Done{};
  co_return co_await requester_->refusal(operation, answer.value());
}

}  // namespace ppc::server::s3

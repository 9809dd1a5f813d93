// What an answer of S3 means, and what to tell an operator about it.
#pragma once

#include <string>
#include <string_view>

#include "core/base/types.h"
#include "server/base/result.h"
#include "server/http_client/message.h"
#include "server/s3/settings.h"

namespace ppc::server::s3 {

enum class Verdict {
  kDone,
  kMissing,  // 404
  kRefused,  // asking again does not help
  kBusy,     // asking the same endpoint later may help
  kFailing,  // this endpoint is not well; another may be
  kUnasked,  // all our connections to it are busy, which says nothing of the endpoint
};

/// "NoSuchKey"; empty when the body does not say: an answer to HEAD has none.
std::string code_of(const http_client::Response& response);
Verdict verdict_of(int status, std::string_view code);

/// What was asked for: "HEAD users/ada.png", "PUT the bucket 'pictures'".
std::string description_of(std::string_view method, std::string_view key, std::string_view bucket);

/// An answer that is an error, with its code from wherever it was learnt.
struct Failure {
  int status = 0;
  std::string code;
  std::string region;    // the bucket's own, when the store tells it
  Millis clock_gap = 0;  // the store's time less ours; 0 when it is not known
};

Failure failure_of(const http_client::Response& response, Millis now);
/// What happened and which setting to look at, as the end of a sentence.
std::string explain(const Failure& failure, const Settings& settings);

}  // namespace ppc::server::s3

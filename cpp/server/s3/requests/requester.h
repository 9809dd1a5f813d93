// Asks an object store: signs, retries, and turns to another endpoint when one fails.
#pragma once

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "server/http_client/client.h"
#include "server/ports/clock.h"
#include "server/s3/requests/answer.h"
#include "server/s3/requests/endpoint_choice.h"
#include "server/s3/requests/retry.h"
#include "server/s3/settings.h"
#include "server/s3/signing_key.h"

namespace ppc::server::s3 {

/// What the parts of the object store share. The credentials may be those of a Presigner too.
struct StoreParts {
  Executor executor;
  const Clock& clock;  // the real one: S3 refuses what is dated 15 minutes off
  std::shared_ptr<CredentialsSource> credentials;
  std::function<void()> on_failed_attempt;  // may be empty; also for attempts that another one made good
};

struct Operation {
  std::string method;  // one that may be sent twice
  std::string key;     // not encoded; empty: the bucket itself
  std::vector<Field> query;
  std::vector<Field> headers;  // names in lower case
  std::string_view body;       // stays valid until the answer
};

/// For one event loop, which it must not outlive.
class Requester {
 public:
  using TimePoint = http_client::TimePoint;

  /// kInvalid when the settings are.
  static Result<std::unique_ptr<Requester>> open(Settings settings, StoreParts parts);

  /// Until when an operation that begins now may take.
  TimePoint deadline() const { return std::chrono::steady_clock::now() + settings_.timeout; }
  /// The first answer that another attempt would not change: done, missing or refused. kUnavailable when the
  /// attempts or the time are used up.
  Task<Result<http_client::Response>> send(const Operation& operation, TimePoint deadline);
  /// The error that a refusal, or a missing thing that must be there, amounts to. When the answer has no body
  /// to say why, the store is asked once more in a way that has one.
  Task<Error> refusal(const Operation& operation, const http_client::Response& response);

  const Settings& settings() const { return settings_; }
  const Clock& clock() const { return parts_.clock; }

 private:
  struct Site {
    std::string name;  // "http://127.0.0.1:9000"
    std::string host;
    std::unique_ptr<http_client::Client> client;
  };
  struct Outcome {
    Verdict verdict;
    Result<http_client::Response> answer;
  };

  Requester(Settings settings, StoreParts parts, const net::TlsContext& tls);
  Task<Outcome> attempt(std::size_t site, const Operation& operation, const std::string& payload_hash,
                        TimePoint deadline);
  http_client::Request make_request(const Site& site, const Operation& operation,
                                    const std::string& payload_hash);
  std::string path_of(const Operation& operation) const;
  void remember(std::size_t site, const Outcome& outcome);
  Error gave_up(std::size_t site, const Operation& operation, const Outcome& outcome) const;
  double chance();

  Settings settings_;
  StoreParts parts_;
  RetryPolicy policy_;
  std::vector<Site> sites_;
  EndpointChoice choice_;
  SigningKey key_;
  std::minstd_rand random_;
  Failure known_;  // what the last question for a reason taught
  TimePoint known_until_{};
};

}  // namespace ppc::server::s3

#include "server/s3/requests/requester.h"

#include "server/base/log.h"
#include "server/base/pause.h"
#include "server/base/percent.h"
#include "server/s3/header_signing.h"
#include "server/s3/setting_names.h"

namespace ppc::server::s3 {
namespace {

using Clock = std::chrono::steady_clock;

/// For so long, refusals without a reason are put down to the same one.
constexpr std::chrono::seconds kReasonLasts{5};

bool needs_tls(const Settings& settings) {
  for (const auto& endpoint : settings.endpoints) {
    if (endpoint.scheme == "https") return true;
  }
  return false;
}

Verdict verdict_on(const Result<http_client::Response>& answer) {
  if (answer.ok()) return verdict_of(answer.value().status, code_of(answer.value()));
  return answer.error().kind == ErrorKind::kBusy ? Verdict::kUnasked : Verdict::kFailing;
}

}  // namespace

Result<std::unique_ptr<Requester>> Requester::open(Settings settings, StoreParts parts) {
  const auto sound = check_settings(settings);
  if (!sound.ok()) return sound.error();
  net::TlsContext tls;
  if (needs_tls(settings)) {
    auto made = net::make_tls_context(settings.ca_file, kCaFileSetting);
    if (!made.ok()) return made.error();
    tls = std::move(made.value());
  }
  return std::unique_ptr<Requester>(new Requester(std::move(settings), std::move(parts), tls));
}

Requester::Requester(Settings settings, StoreParts parts, const net::TlsContext& tls)
    : settings_(std::move(settings)),
      parts_(std::move(parts)),
      choice_(settings_.endpoints.size()),
      random_(std::random_device{}()) {
  http_client::Client::Limits limits;
  limits.pool.connections = settings_.connections;
  limits.pool.connect_timeout = settings_.connect_timeout;
  for (const auto& endpoint : settings_.endpoints) {
    const Endpoint reached = endpoint_of(bucket_at(settings_, endpoint));
    const auto site_tls = endpoint.scheme == "https" ? tls : nullptr;
    auto client =
        std::make_unique<http_client::Client>(parts_.executor, address_of(reached), site_tls, limits);
    sites_.push_back({endpoint.text(), reached.host, std::move(client)});
  }
}

double Requester::chance() { return std::uniform_real_distribution<double>(0, 1)(random_); }

std::string Requester::path_of(const Operation& operation) const {
  const std::string prefix = path_prefix(bucket_at(settings_, settings_.endpoints.front()));
  if (!operation.key.empty()) return percent_encode(prefix + operation.key, Slash::kKeep);
  return prefix.size() > 1 ? prefix.substr(0, prefix.size() - 1) : prefix;
}

http_client::Request Requester::make_request(const Site& site, const Operation& operation,
                                             const std::string& payload_hash) {
  const std::string path = path_of(operation);
  const std::string query = canonical_query(operation.query);
  RequestToSign to_sign{operation.method, path, query, operation.headers, payload_hash};
  to_sign.headers.emplace_back("host", site.host);
  http_client::Request request;
  request.method = operation.method;
  request.target = query.empty() ? path : path + '?' + query;
  request.headers = signed_headers(std::move(to_sign), parts_.credentials->current(), settings_.region,
                                   parts_.clock.now(), key_);
  request.body = operation.body;
  return request;
}

Task<Requester::Outcome> Requester::attempt(std::size_t site, const Operation& operation,
                                            const std::string& payload_hash, TimePoint deadline) {
  const http_client::Request request = make_request(sites_[site], operation, payload_hash);
  auto answer = co_await sites_[site].client->send(request, deadline);
  const Verdict verdict = verdict_on(answer);
  co_return Outcome{verdict, std::move(answer)};
}

void Requester::remember(std::size_t site, const Outcome& outcome) {
  if (outcome.verdict == Verdict::kUnasked) return;
  const bool failing = outcome.verdict == Verdict::kFailing;
  if (!failing) choice_.succeeded(site);
  const bool news = failing && choice_.failed(site, Clock::now());
  if (news && sites_.size() > 1)
    log::warning("object store " + sites_[site].name + " fails; its other endpoints are asked for a while");
  if ((failing || outcome.verdict == Verdict::kBusy) && parts_.on_failed_attempt) parts_.on_failed_attempt();
}

Error Requester::gave_up(std::size_t site, const Operation& operation, const Outcome& outcome) const {
  std::string message = "object store " + sites_[site].name + ", ";
  message += description_of(operation.method, operation.key, settings_.bucket) + ": ";
  if (!outcome.answer.ok()) return {ErrorKind::kUnavailable, message + outcome.answer.error().message};
  const Failure failure = failure_of(outcome.answer.value(), parts_.clock.now());
  return {ErrorKind::kUnavailable, message + explain(failure, settings_)};
}

Task<Result<http_client::Response>> Requester::send(const Operation& operation, TimePoint deadline) {
  const std::string payload_hash = to_hex(sha256(operation.body));
  for (int made = 0;;) {
    const auto begun = Clock::now();
    const std::size_t site = choice_.pick(begun);
    const auto until = begun + attempt_time(policy_, made, deadline - begun);
    auto outcome = co_await attempt(site, operation, payload_hash, until);
    remember(site, outcome);
    ++made;
    const bool again = outcome.verdict == Verdict::kFailing || outcome.verdict == Verdict::kBusy ||
                       outcome.verdict == Verdict::kUnasked;
    if (!again) co_return std::move(outcome.answer);
    const auto now = Clock::now();
    const bool elsewhere = outcome.verdict == Verdict::kFailing && choice_.has_other(site, now);
    const auto pause = next_wait(policy_, made, elsewhere ? 0 : chance(), deadline - now);
    if (!pause) co_return gave_up(site, operation, outcome);
    co_await pause_for(*pause);
  }
}

Task<Error> Requester::refusal(const Operation& operation, const http_client::Response& response) {
  Failure failure = failure_of(response, parts_.clock.now());
  const bool reason_unknown = failure.code.empty() && operation.method == "HEAD";
  if (reason_unknown && Clock::now() >= known_until_) {
    Operation again = operation;
    again.method = "GET";
    // Should the picture be readable after all, a byte of it is enough.
    again.headers.emplace_back("range", "bytes=0-0");
    if (again.key.empty()) again.query.emplace_back("max-keys", "1");
    const auto told = co_await send(again, deadline());
    if (told.ok()) known_ = failure_of(told.value(), parts_.clock.now());
    known_until_ = Clock::now() + kReasonLasts;
  }
  if (reason_unknown && known_.status == failure.status) failure.code = known_.code;
  const std::string what = description_of(operation.method, operation.key, settings_.bucket);
  co_return Error{ErrorKind::kUnavailable, "object store, " + what + ": " + explain(failure, settings_)};
}

}  // namespace ppc::server::s3

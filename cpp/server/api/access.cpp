#include "server/api/access.h"

#include "server/api/answers.h"
#include "server/base/log.h"
#include "server/http/client_address.h"

namespace ppc::server {
namespace {

bool is_open(Resource resource) {
  return resource != Resource::kPicture && resource != Resource::kImage && resource != Resource::kBatch;
}

bool writes(const Request& head) { return head.method == "PUT" || head.method == "DELETE"; }

/// RFC 6750, section 3: a request without a token is told the scheme and nothing else.
Response unauthenticated(const AuthFailure& failure) {
  const bool invalid = failure.kind == AuthFailure::Kind::kInvalid;
  log::debug(std::string("not authenticated: ").append(failure.reason));
  const char* code = invalid ? "invalid_token" : "missing_token";
  Response response = error_response({401, code, std::string(failure.message)});
  std::string challenge = "Bearer";
  if (invalid) {
    challenge.append(" error=\"invalid_token\", error_description=\"").append(failure.message).append(1, '"');
  }
  response.add_header("WWW-Authenticate", challenge);
  return response;
}

Response forbidden() {
  return error_response(
      {403, "not_your_picture", "only the user and administrators may change this picture"});
}

Response rate_limited(int retry_after) {
  const std::string seconds = std::to_string(retry_after);
  Response response = error_response(
      {429, "rate_limited", std::string("too many requests; try again in ").append(seconds).append(" s")});
  response.add_header("Retry-After", seconds);
  return response;
}

/// The caller, or the refusal of a request whose caller must be known.
struct Identity {
  CallerPointer caller;
  std::optional<Response> refusal;
};

Identity identify(Authenticator& authenticator, const Request& head, bool required) {
  auto result = authenticator.identify(head);
  if (auto* caller = std::get_if<CallerPointer>(&result)) return {std::move(*caller), std::nullopt};
  if (!required) return {};
  return {nullptr, unauthenticated(std::get<AuthFailure>(result))};
}

bool may_write(const Caller& caller, std::string_view user_id) {
  return caller.subject == user_id || caller.has_scope(kAdminScope);
}

}  // namespace

Admission AccessControl::check(const Request& head, Resource resource, std::string_view user_id) const {
  if (is_open(resource)) return {};
  Identity identity;
  if (settings_.authenticator) {
    const bool required = writes(head) || !settings_.public_reads;
    identity = identify(*settings_.authenticator, head, required);
  }
  const Caller* caller = identity.caller.get();
  if (caller && writes(head) && !may_write(*caller, user_id)) identity.refusal = forbidden();
  if (!settings_.limiter) return {outcome({}, std::move(identity.refusal)), 0, std::nullopt};
  // A caller who is refused pays too, so that guessing has its price.
  std::string client = caller ? "user:" + caller->subject
                              : "address:" + client_network(client_address(head, settings_.trusted_proxies));
  return take_token(std::move(client), std::move(identity.refusal));
}

Admission AccessControl::take_token(std::string client, std::optional<Response> refusal) const {
  Admission admission;
  if (const auto verdict = settings_.limiter->take_at_once(client)) {
    admission.answer = outcome(*verdict, std::move(refusal));
  } else {
    admission.pending = wait_for_token(std::move(client), std::move(refusal));
  }
  return admission;
}

Task<std::optional<Response>> AccessControl::wait_for_token(std::string client,
                                                            std::optional<Response> refusal) const {
  const RateVerdict verdict = co_await settings_.limiter->take(client);
  co_return outcome(verdict, std::move(refusal));
}

std::optional<Response> AccessControl::outcome(const RateVerdict& verdict,
                                               std::optional<Response> refusal) const {
  if (!verdict.allowed) {
    metrics_.count_refused("rate_limited");
    return rate_limited(verdict.retry_after);
  }
  if (refusal) metrics_.count_refused(refusal->status == 401 ? "unauthenticated" : "forbidden");
  return refusal;
}

}  // namespace ppc::server

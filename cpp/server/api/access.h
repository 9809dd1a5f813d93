// Who may do what, and how often.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/api/route.h"
#include "server/auth/authenticator.h"
#include "server/http/application.h"
#include "server/http/networks.h"
#include "server/limits/rate_limiter.h"
#include "server/metrics/metrics.h"

namespace ppc::server {

/// A caller with this scope may write anyone's picture.
inline constexpr std::string_view kAdminScope = "profile-pictures:admin";

/// What the pointers mean must outlive the routes.
struct AccessSettings {
  Authenticator* authenticator = nullptr;  // null: everybody may do everything
  RateLimiter* limiter = nullptr;          // null: as often as they like
  Networks trusted_proxies;                // whose X-Forwarded-For tells clients apart
  bool public_reads = false;               // reading needs no caller; writing does
};

class AccessControl {
 public:
  AccessControl(AccessSettings settings, Metrics& metrics)
      : settings_(std::move(settings)), metrics_(metrics) {}

  /// Refuses, lets through, or has to ask for a token first (then `pending` is set). `user_id` is whose
  /// picture it is about; empty for a batch. Health, readiness and metrics are open to all.
  Admission check(const Request& head, Resource resource, std::string_view user_id) const;

 private:
  Admission take_token(std::string client, std::optional<Response> refusal) const;
  Task<std::optional<Response>> wait_for_token(std::string client, std::optional<Response> refusal) const;
  std::optional<Response> outcome(const RateVerdict& verdict, std::optional<Response> refusal) const;

  AccessSettings settings_;
  Metrics& metrics_;
};

}  // namespace ppc::server

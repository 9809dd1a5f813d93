#include "server/s3/verify.h"

#include <algorithm>

#include "server/base/percent.h"
#include "server/base/time_text.h"
#include "server/s3/signed_parameters.h"

namespace ppc::server::s3 {
namespace {

Refusal mismatch() {
  return {403, "SignatureDoesNotMatch",
          "The request signature we calculated does not match the signature you provided. Check your key and "
          "signing method."};
}

Refusal malformed(std::string message) {
  return {400, "AuthorizationQueryParametersError", std::move(message)};
}

/// The signed headers as the request has them; nothing when one is absent or repeated.
std::optional<std::vector<Field>> signed_headers_of(const PresentedUrl& url,
                                                    const SignedParameters& parameters) {
  std::vector<Field> found;
  for (std::string_view name : parameters.signed_headers) {
    const auto value = only_value(url.headers, name);
    if (!value) return std::nullopt;
    found.emplace_back(name, *value);
  }
  return found;
}

std::optional<Refusal> check_scope(const SignedParameters& parameters, const std::string& region) {
  if (parameters.scope.service != "s3") return malformed("The service in X-Amz-Credential must be s3.");
  if (parameters.scope.region != region) {
    return malformed("The region '" + parameters.scope.region + "' is wrong; expecting '" + region + "'.");
  }
  if (parameters.scope.day != parameters.amz_date.substr(0, 8)) {
    return malformed("The day in X-Amz-Credential must be that of X-Amz-Date.");
  }
  return std::nullopt;
}

std::optional<Refusal> check_identity(const SignedParameters& parameters, const Credentials& credentials) {
  if (!equal_in_constant_time(parameters.access_key, credentials.access_key)) {
    return Refusal{403, "InvalidAccessKeyId",
                   "The AWS Access Key Id you provided does not exist in our records."};
  }
  if (!equal_in_constant_time(parameters.security_token, credentials.session_token)) {
    return Refusal{403, "InvalidToken", "The provided token is malformed or otherwise invalid."};
  }
  return std::nullopt;
}

std::vector<Field> without_signature(const std::vector<Field>& query) {
  std::vector<Field> signed_fields;
  std::copy_if(query.begin(), query.end(), std::back_inserter(signed_fields),
               [](const Field& field) { return field.first != "X-Amz-Signature"; });
  return signed_fields;
}

std::optional<Refusal> check_time(const SignedParameters& parameters, Millis now) {
  if (parameters.signed_at > now + kMaxFutureMillis)
    return Refusal{403, "AccessDenied", "Request is not yet valid"};
  if (now >= parameters.signed_at + parameters.lifetime)
    return Refusal{403, "AccessDenied", "Request has expired"};
  return std::nullopt;
}

}  // namespace

Verifier::Verifier(Credentials credentials, std::string region)
    : credentials_(std::move(credentials)), region_(std::move(region)) {}

std::optional<Refusal> Verifier::check(const PresentedUrl& url, Millis now) const {
  const auto query = parse_query(url.query);
  const auto path = percent_decode(url.path);
  if (!query || !path) return Refusal{400, "InvalidURI", "The URL has a malformed percent-encoding."};
  const bool is_signed = std::any_of(query->begin(), query->end(),
                                     [](const Field& field) { return field.first.starts_with("X-Amz-"); });
  if (!is_signed) return Refusal{403, "AccessDenied", "Access Denied"};

  const auto [parameters, problem] = parse_signed_parameters(*query);
  if (!parameters) return malformed(problem);
  if (auto refusal = check_scope(*parameters, region_)) return refusal;
  if (auto refusal = check_identity(*parameters, credentials_)) return refusal;

  auto headers = signed_headers_of(url, *parameters);
  if (!headers) return mismatch();
  CanonicalRequest canonical;
  canonical.method = url.method;
  canonical.path = *path;
  canonical.query = without_signature(*query);
  canonical.signed_headers = std::move(*headers);
  canonical.payload_hash = "UNSIGNED-PAYLOAD";
  const std::string text = string_to_sign(parameters->amz_date, parameters->scope, canonical_text(canonical));
  const std::string expected = signature(signing_key(credentials_.secret_key, parameters->scope), text);
  if (!equal_in_constant_time(parameters->signature, expected)) return mismatch();
  return check_time(*parameters, now);
}

Millis Verifier::expires_at(std::string_view query) {
  const auto fields = parse_query(query);
  if (!fields) return 0;
  const auto parsed = parse_signed_parameters(*fields);
  return parsed.parameters ? parsed.parameters->signed_at + parsed.parameters->lifetime : 0;
}

}  // namespace ppc::server::s3

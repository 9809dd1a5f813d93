#include "server/s3/signed_parameters.h"

#include <algorithm>
#include <charconv>

#include "server/base/time_text.h"
#include "server/s3/presign.h"

namespace ppc::server::s3 {
namespace {

const char* parse_credential(std::string_view credential, SignedParameters& parameters) {
  // The access key itself may hold a '/': the last four parts are the scope.
  auto parts = split(credential, '/');
  if (parts.size() < 5 || parts.back() != "aws4_request") {
    return "X-Amz-Credential must be <access key>/<day>/<region>/s3/aws4_request.";
  }
  const auto scope = std::vector<std::string_view>(parts.end() - 4, parts.end());
  parameters.scope = {std::string(scope[0]), std::string(scope[1]), std::string(scope[2])};
  const auto scope_size = scope[0].size() + scope[1].size() + scope[2].size() + scope[3].size() + 4;
  parameters.access_key = credential.substr(0, credential.size() - scope_size);
  return nullptr;
}

const char* parse_times(std::string_view date, std::string_view expires, SignedParameters& parameters) {
  const auto signed_at = parse_amz_date(date);
  if (!signed_at) return "X-Amz-Date must be in the ISO8601 form yyyyMMdd'T'HHmmss'Z'.";
  int seconds = 0;
  const auto [end, error] = std::from_chars(expires.data(), expires.data() + expires.size(), seconds);
  if (error != std::errc() || end != expires.data() + expires.size())
    return "X-Amz-Expires must be a number.";
  if (seconds < 1 || seconds > kMaxLifetimeSeconds) {
    return "X-Amz-Expires must be at least 1 and at most 604800 seconds.";
  }
  parameters.amz_date = date;
  parameters.signed_at = *signed_at;
  parameters.lifetime = seconds * 1000.0;
  return nullptr;
}

const char* parse_signed_headers(std::string_view names, SignedParameters& parameters) {
  parameters.signed_headers = split(names, ';');
  const auto& list = parameters.signed_headers;
  if (std::find(list.begin(), list.end(), "host") == list.end()) return "The host must be a signed header.";
  return nullptr;
}

}  // namespace

ParsedParameters parse_signed_parameters(const std::vector<Field>& query) {
  const auto algorithm = only_value(query, "X-Amz-Algorithm");
  const auto credential = only_value(query, "X-Amz-Credential");
  const auto date = only_value(query, "X-Amz-Date");
  const auto expires = only_value(query, "X-Amz-Expires");
  const auto headers = only_value(query, "X-Amz-SignedHeaders");
  const auto given = only_value(query, "X-Amz-Signature");
  if (!algorithm || !credential || !date || !expires || !headers || !given) {
    return {std::nullopt,
            "A presigned URL has X-Amz-Algorithm, X-Amz-Credential, X-Amz-Date, X-Amz-Expires, "
            "X-Amz-SignedHeaders and X-Amz-Signature, each once."};
  }
  if (*algorithm != "AWS4-HMAC-SHA256") return {std::nullopt, "X-Amz-Algorithm must be AWS4-HMAC-SHA256."};
  SignedParameters parameters;
  if (const char* problem = parse_credential(*credential, parameters)) return {std::nullopt, problem};
  if (const char* problem = parse_times(*date, *expires, parameters)) return {std::nullopt, problem};
  if (const char* problem = parse_signed_headers(*headers, parameters)) return {std::nullopt, problem};
  parameters.signature = *given;
  parameters.security_token = only_value(query, "X-Amz-Security-Token").value_or("");
  return {std::move(parameters), nullptr};
}

}  // namespace ppc::server::s3

#include "server/auth/token.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/base/base64url.h"
#include "server/base/query.h"
#include "server/http/message.h"

namespace ppc::server {
namespace {

using nlohmann::json;

constexpr std::string_view kScheme = "Bearer";

json parse_part(std::string_view part) {
  const auto text = base64url_decode(part);
  return json::parse(text.value_or(""), nullptr, false);
}

bool has_three_parts(std::string_view token) {
  const auto parts = split(token, '.');
  return parts.size() == 3 && std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
           return !part.empty() && base64url_decode(part);
         });
}

}  // namespace

std::optional<TokenHeader> read_token_header(std::string_view token) {
  if (!has_three_parts(token)) return std::nullopt;
  const json header = parse_part(token.substr(0, token.find('.')));
  if (!header.is_object() || header.contains("crit")) return std::nullopt;
  if (!header.contains("alg") || !header["alg"].is_string()) return std::nullopt;
  TokenHeader read{header["alg"].get<std::string>(), std::nullopt};
  if (header.contains("kid")) {
    if (!header["kid"].is_string()) return std::nullopt;
    read.key_id = header["kid"].get<std::string>();
  }
  return read;
}

json read_token_payload(std::string_view token) { return parse_part(split(token, '.')[1]); }

std::optional<std::string_view> bearer_token(std::string_view authorization) {
  const auto end = std::min(authorization.find(' '), authorization.size());
  if (!equals_ignoring_case(authorization.substr(0, end), kScheme)) return std::nullopt;
  const auto token = authorization.find_first_not_of(' ', end);
  return token == std::string_view::npos ? std::string_view() : authorization.substr(token);
}

}  // namespace ppc::server

#include "server/s3/sigv4.h"

#include <algorithm>

#include "server/base/percent.h"

namespace ppc::server::s3 {
namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

std::string Scope::text() const { return day + '/' + region + '/' + service + "/aws4_request"; }

std::string canonical_query(const std::vector<Field>& query) {
  std::vector<Field> encoded;
  encoded.reserve(query.size());
  for (const auto& [name, value] : query) encoded.emplace_back(percent_encode(name), percent_encode(value));
  std::sort(encoded.begin(), encoded.end());
  std::string text;
  for (const auto& [name, value] : encoded) {
    if (!text.empty()) text += '&';
    text.append(name).append(1, '=').append(value);
  }
  return text;
}

std::string header_names(const std::vector<Field>& signed_headers) {
  std::string names;
  for (const auto& [name, value] : signed_headers) {
    if (!names.empty()) names += ';';
    names += name;
  }
  return names;
}

std::string canonical_text(const EncodedRequest& request) {
  std::string text;
  text.reserve(request.path.size() + request.query.size() + 256);
  text.append(request.method).append(1, '\n');
  text.append(request.path).append(1, '\n').append(request.query).append(1, '\n');
  for (const auto& [name, value] : request.signed_headers) {
    text.append(name).append(1, ':').append(value).append(1, '\n');
  }
  text.append(1, '\n').append(header_names(request.signed_headers));
  return text.append(1, '\n').append(request.payload_hash);
}

std::string canonical_text(const CanonicalRequest& request) {
  const std::string path = percent_encode(request.path, Slash::kKeep);
  const std::string query = canonical_query(request.query);
  return canonical_text({request.method, path, query, request.signed_headers, request.payload_hash});
}

std::string string_to_sign(std::string_view amz_date, const Scope& scope, std::string_view canonical) {
  std::string text = "AWS4-HMAC-SHA256\n";
  text.append(amz_date).append(1, '\n').append(scope.text()).append(1, '\n');
  return text + to_hex(sha256(canonical));
}

Digest signing_key(std::string_view secret_key, const Scope& scope) {
  const std::string start = "AWS4" + std::string(secret_key);
  Digest key = hmac_sha256(bytes_of(start), scope.day);
  key = hmac_sha256(key, scope.region);
  key = hmac_sha256(key, scope.service);
  return hmac_sha256(key, "aws4_request");
}

std::string signature(const Digest& key, std::string_view text_to_sign) {
  return to_hex(hmac_sha256(key, text_to_sign));
}

}  // namespace ppc::server::s3

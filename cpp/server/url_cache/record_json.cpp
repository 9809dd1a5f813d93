#include "server/url_cache/record_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace ppc::server {
namespace {

using nlohmann::json;

constexpr double kMaxMillis = 1e15;

bool read_text(const json& record, const char* name, std::string& into) {
  const auto found = record.find(name);
  if (found == record.end() || !found->is_string()) return false;
  into = found->get_ref<const std::string&>();
  return !into.empty();
}

bool read_number(const json& record, const char* name, double& into) {
  const auto found = record.find(name);
  if (found == record.end() || !found->is_number()) return false;
  into = found->get<double>();
  return into >= 0 && into <= kMaxMillis && std::floor(into) == into;
}

}  // namespace

std::string record_to_json(const SignedPicture& picture) {
  json record;
  record["url"] = picture.url;
  record["version"] = picture.version;
  record["contentType"] = picture.content_type;
  record["bytes"] = picture.bytes;
  record["signedAt"] = static_cast<long long>(picture.signed_at);
  record["expiresAt"] = static_cast<long long>(picture.expires_at);
  return record.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<SignedPicture> record_from_json(std::string_view text) {
  const json record = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!record.is_object()) return std::nullopt;
  SignedPicture picture;
  double bytes = 0;
  const bool whole = read_text(record, "url", picture.url) && read_text(record, "version", picture.version) &&
                     read_text(record, "contentType", picture.content_type) &&
                     read_number(record, "bytes", bytes) &&
                     read_number(record, "signedAt", picture.signed_at) &&
                     read_number(record, "expiresAt", picture.expires_at);
  if (!whole) return std::nullopt;
  picture.bytes = static_cast<std::uint64_t>(bytes);
  return picture;
}

}  // namespace ppc::server

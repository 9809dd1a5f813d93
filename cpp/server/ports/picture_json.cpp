#include "server/ports/picture_json.h"

#include "server/base/json_text.h"

namespace ppc::server {
namespace {

void append_member(std::string& json, std::string_view name, std::string_view value) {
  json.append(1, '"').append(name).append("\":");
  append_json_string(json, value);
  json += ',';
}

}  // namespace

std::string picture_members(const SignedPicture& picture) {
  std::string json;
  json.reserve(picture.url.size() + 192);
  append_member(json, "url", picture.url);
  append_member(json, "version", picture.version);
  json.append("\"expiresAt\":")
      .append(std::to_string(static_cast<long long>(picture.expires_at)))
      .append(1, ',');
  append_member(json, "contentType", picture.content_type);
  return json.append("\"bytes\":").append(std::to_string(picture.bytes));
}

}  // namespace ppc::server

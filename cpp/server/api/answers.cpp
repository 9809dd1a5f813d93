#include "server/api/answers.h"

#include <algorithm>

#include "core/ttl/lifetimes.h"
#include "server/base/json_text.h"
#include "server/ports/picture_json.h"

namespace ppc::server {
namespace {

constexpr Millis kRedirectLifetime = kMinute;
constexpr std::string_view kJson = "application/json; charset=utf-8";

std::string whole(Millis time) { return std::to_string(static_cast<long long>(time)); }

/// The object without its closing brace.
void append_picture(std::string& json, std::string_view user_id, std::string_view members) {
  json += "{\"userId\":";
  append_json_string(json, user_id);
  json.append(1, ',').append(members);
}

void add_etag(Response& response, const SignedPicture& picture) {
  response.add_header("ETag", '"' + picture.version + '"');
  response.add_header("Cache-Control", "private, no-store");
}

}  // namespace

Response error_response(const ApiError& error) {
  std::string json = "{\"error\":{\"code\":";
  append_json_string(json, error.code);
  json += ",\"message\":";
  append_json_string(json, error.message);
  Response response(error.status, kJson, json + "}}");
  response.add_header("Cache-Control", "no-store");
  return response;
}

Response picture_response(int status, std::string_view user_id, const HeldRecord& record, Millis now) {
  std::string json;
  json.reserve(record.members.size() + user_id.size() + 64);
  append_picture(json, user_id, record.members);
  json.append(",\"serverTime\":").append(whole(now)).append("}");
  Response response(status, kJson, std::move(json));
  add_etag(response, record.picture);
  return response;
}

Response not_modified_response(const SignedPicture& picture) {
  Response response(304);
  add_etag(response, picture);
  return response;
}

Response batch_response(const std::vector<std::string>& user_ids,
                        const std::vector<std::optional<SignedPicture>>& pictures, Millis now) {
  std::string found;
  std::string missing;
  found.reserve(user_ids.size() * 700);
  for (std::size_t i = 0; i < user_ids.size(); ++i) {
    std::string& list = pictures[i] ? found : missing;
    if (!list.empty()) list += ',';
    if (pictures[i]) {
      append_picture(found, user_ids[i], picture_members(*pictures[i]));
      found += '}';
    } else {
      append_json_string(missing, user_ids[i]);
    }
  }
  Response response(
      200, kJson,
      "{\"pictures\":[" + found + "],\"missing\":[" + missing + "],\"serverTime\":" + whole(now) + "}");
  response.add_header("Cache-Control", "private, no-store");
  return response;
}

Response redirect_response(const SignedPicture& picture, Millis now) {
  const Millis left = picture.expires_at - now - kMinute;
  const auto seconds = static_cast<long long>(std::clamp(left, 0.0, kRedirectLifetime) / kSecond);
  Response response(302);
  response.add_header("Location", picture.url);
  response.add_header("Cache-Control", "private, max-age=" + std::to_string(seconds));
  return response;
}

}  // namespace ppc::server

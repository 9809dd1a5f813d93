#include "server/api/picture_key.h"

#include "server/base/crypto.h"
#include "server/base/percent.h"

namespace ppc::server {

namespace {

constexpr std::string_view kUrlPrefix = "profile_pic_url:";

}  // namespace

std::string pointer_key(std::string_view user_id) { return "users/" + to_hex(sha256(user_id)) + "/current"; }

std::string url_cache_key(std::string_view user_id, Variant variant) {
  std::string key;
  key.reserve(kUrlPrefix.size() + user_id.size() + 8);
  key.append(kUrlPrefix);
  if (user_id.find_first_of("{}%") == std::string_view::npos) {
    return key.append(user_id).append(1, ':').append(std::to_string(variant));
  }
  for (char c : user_id) {
    if (c == '{' || c == '}' || c == '%') {
      key += percent_encode({&c, 1});
    } else {
      key += c;
    }
  }
  return key.append(1, ':').append(std::to_string(variant));
}

}  // namespace ppc::server

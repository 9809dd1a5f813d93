#include "server/api/object_key.h"

#include "server/base/crypto.h"

namespace ppc::server {

std::string object_key(std::string_view user_id) { return "users/" + to_hex(sha256(user_id)); }

std::string url_cache_key(std::string_view user_id, Variant variant) {
  return std::string("profile_pic_url:").append(user_id).append(":").append(std::to_string(variant));
}

}  // namespace ppc::server

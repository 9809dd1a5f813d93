#include "server/http/request_log.h"

#include <random>

#include "server/base/json_text.h"
#include "server/base/log.h"

namespace ppc::server {
namespace {

constexpr std::size_t kMaxIdSize = 64;

bool is_sound_id(std::string_view id) {
  constexpr std::string_view kAllowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  return !id.empty() && id.size() <= kMaxIdSize && id.find_first_not_of(kAllowed) == std::string_view::npos;
}

std::string new_id() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  thread_local std::mt19937_64 random{std::random_device{}()};
  std::uint64_t number = random();
  std::string id(16, '0');
  for (char& digit : id) {
    digit = kDigits[number & 15];
    number >>= 4;
  }
  return id;
}

void append_member(std::string& members, std::string_view name, std::string_view value) {
  members.append(",\"").append(name).append("\":");
  append_json_string(members, value);
}

/// With microseconds.
void append_millis(std::string& members, double seconds) {
  const auto micros = static_cast<long long>(seconds * 1e6);
  const std::string fraction = std::to_string(1000 + micros % 1000);
  members.append(",\"ms\":").append(std::to_string(micros / 1000)).append(1, '.').append(fraction, 1);
}

}  // namespace

std::string request_id_of(const Request& request) {
  const auto given = request.header("X-Request-Id");
  return given && is_sound_id(*given) ? std::string(*given) : new_id();
}

void log_request(std::string_view service, const Request& head, const Response& response, double seconds) {
  if (!log::info_enabled()) return;
  thread_local std::string members;  // keeps its room for the next request
  members.clear();
  // Ours, and the id is sound: nothing in them wants escaping.
  members.append("\"event\":\"request\",\"id\":\"").append(head.id);
  members.append("\",\"service\":\"").append(service);
  members.append("\",\"route\":\"").append(response.route).append(1, '"');
  append_member(members, "method", head.method);
  append_member(members, "path", head.path);
  members.append(",\"status\":").append(std::to_string(response.status));
  append_millis(members, seconds);
  members.append(",\"peer\":\"");
  append_address(members, head.peer);
  members.append(1, '"');
  log::info_members(members);
}

void log_failure(const Request& request, std::string_view message) {
  log::error(std::string("request ").append(request.id).append(": ").append(message));
}

}  // namespace ppc::server

// Redis' protocol for a ScriptedServer.
#pragma once

#include <charconv>
#include <string>
#include <string_view>

namespace ppc::server::test {

/// The number after '*' or '$' in the line at `at`, behind which `at` then stands; -1 while it is not whole.
inline long take_number(std::string_view text, std::size_t& at) {
  const auto end = text.find("\r\n", at);
  if (end == std::string_view::npos) return -1;
  long number = -1;
  std::from_chars(text.data() + at + 1, text.data() + end, number);
  at = end + 2;
  return number;
}

/// The size of the first command; 0 while it is not whole. See ScriptedServer::SizeOf.
inline std::size_t redis_request_size(const std::string& received) {
  std::size_t at = 0;
  const long arguments = take_number(received, at);
  if (arguments < 0) return 0;
  for (long i = 0; i < arguments; ++i) {
    const long size = take_number(received, at);
    if (size < 0) return 0;
    at += static_cast<std::size_t>(size) + 2;
  }
  return at <= received.size() ? at : 0;
}

/// Whether the command has that word as one of its arguments.
inline bool says(std::string_view request, const std::string& word) {
  return request.find("\r\n" + word + "\r\n") != std::string_view::npos;
}

inline std::string bulk(const std::string& text) {
  return '$' + std::to_string(text.size()) + "\r\n" + text + "\r\n";
}

}  // namespace ppc::server::test

// Small things about text.
#pragma once

#include <string_view>

namespace ppc::server {

/// Without the blanks at both ends: spaces and tabs.
inline std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace ppc::server

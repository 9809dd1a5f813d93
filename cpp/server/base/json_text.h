// Text inside JSON.
#pragma once

#include <string>
#include <string_view>

namespace ppc::server {

/// Appends the text with its quotes. Bytes that are not UTF-8 stay as they are.
void append_json_string(std::string& json, std::string_view text);

}  // namespace ppc::server

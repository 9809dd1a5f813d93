// The boxes that AVIF's container consists of (ISO/IEC 14496-12, 4.2).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace ppc::server {

struct Box {
  std::string_view type;  // four characters
  std::string_view content;
};

/// The boxes that fill `bytes` exactly; nothing when they do not.
std::optional<std::vector<Box>> boxes_of(std::string_view bytes);
/// The content of the only box of that type; nothing when there is none, or more than one: which of them
/// counts is for each reader to guess.
std::optional<std::string_view> only_box(const std::vector<Box>& boxes, std::string_view type);

}  // namespace ppc::server

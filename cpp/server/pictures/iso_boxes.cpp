#include "server/pictures/iso_boxes.h"

#include "server/pictures/big_endian.h"

namespace ppc::server {
namespace {

constexpr std::size_t kHeader = 8;
constexpr std::size_t kLongHeader = 16;

/// The first box and how many bytes it takes; a size of 0 means up to the end, 1 that a longer number
/// follows.
std::optional<std::pair<Box, std::size_t>> first_box(std::string_view bytes) {
  BigEndianReader reader(bytes);
  const std::uint64_t short_size = reader.bytes(4);
  reader.bytes(4);
  const std::size_t header = short_size == 1 ? kLongHeader : kHeader;
  std::uint64_t size = short_size == 1 ? reader.bytes(8) : short_size;
  if (short_size == 0) size = bytes.size();
  if (!reader.is_good() || size < header || size > bytes.size()) return std::nullopt;
  const auto whole = static_cast<std::size_t>(size);
  return std::pair{Box{bytes.substr(4, 4), bytes.substr(header, whole - header)}, whole};
}

}  // namespace

std::optional<std::vector<Box>> boxes_of(std::string_view bytes) {
  std::vector<Box> boxes;
  while (!bytes.empty()) {
    const auto first = first_box(bytes);
    if (!first) return std::nullopt;
    boxes.push_back(first->first);
    bytes.remove_prefix(first->second);
  }
  return boxes;
}

std::optional<std::string_view> only_box(const std::vector<Box>& boxes, std::string_view type) {
  std::optional<std::string_view> found;
  for (const Box& box : boxes) {
    if (box.type != type) continue;
    if (found) return std::nullopt;
    found = box.content;
  }
  return found;
}

}  // namespace ppc::server

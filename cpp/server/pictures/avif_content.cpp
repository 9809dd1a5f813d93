#include "server/pictures/avif_content.h"

#include <algorithm>
#include <map>
#include <string>

#include "server/pictures/av1_size.h"
#include "server/pictures/big_endian.h"
#include "server/pictures/iso_boxes.h"

namespace ppc::server {
namespace {

/// Boxes of the kind that has a version begin with it and 3 bytes of flags.
constexpr std::size_t kVersionAndFlags = 4;

using ItemTypes = std::map<std::uint64_t, std::string_view>;

bool is_metadata(std::string_view type) { return type == "Exif" || type == "mime" || type == "uri "; }

bool is_taken(std::string_view type) { return type == "av01" || is_metadata(type); }

/// From the box `iinf`.
std::optional<ItemTypes> item_types(std::string_view content) {
  const std::size_t count_size = !content.empty() && content[0] == 0 ? 2 : 4;
  if (content.size() < kVersionAndFlags + count_size) return std::nullopt;
  const auto entries = boxes_of(content.substr(kVersionAndFlags + count_size));
  if (!entries) return std::nullopt;
  ItemTypes types;
  for (const Box& entry : *entries) {
    BigEndianReader reader(entry.content);
    const std::uint64_t version = reader.bytes(4) >> 24;
    if (entry.type != "infe" || version < 2) return std::nullopt;
    const unsigned id_size = version == 2 ? 2 : 4;
    const std::uint64_t id = reader.bytes(id_size);
    reader.bytes(2);
    reader.bytes(4);
    if (!reader.is_good()) return std::nullopt;
    const std::string_view type = entry.content.substr(kVersionAndFlags + id_size + 2, 4);
    if (!types.emplace(id, type).second) return std::nullopt;
  }
  return types;
}

/// The box `iloc`: where the bytes of each item are.
class Locations {
 public:
  Locations(std::string_view content, std::string_view file, std::string_view data)
      : reader_(content), file_(file), data_(data) {}

  /// Bytes of every item; nothing when one of them lies outside.
  std::optional<std::map<std::uint64_t, std::string>> items() {
    std::map<std::uint64_t, std::string> found;
    read_head();
    for (std::uint64_t i = 0; i < count_ && reader_.is_good(); ++i) {
      const std::uint64_t id = reader_.bytes(version_ < 2 ? 2 : 4);
      if (!read_item(found[id])) return std::nullopt;
    }
    if (!reader_.is_good()) return std::nullopt;
    return found;
  }

 private:
  void read_head() {
    version_ = reader_.bytes(4) >> 24;
    offset_size_ = static_cast<unsigned>(reader_.bits(4));
    length_size_ = static_cast<unsigned>(reader_.bits(4));
    base_size_ = static_cast<unsigned>(reader_.bits(4));
    const auto index_size = static_cast<unsigned>(reader_.bits(4));
    index_size_ = version_ == 0 ? 0 : index_size;
    count_ = reader_.bytes(version_ < 2 ? 2 : 4);
  }

  bool read_item(std::string& bytes) {
    const std::uint64_t method = version_ == 0 ? 0 : reader_.bytes(2) & 15;
    const std::uint64_t other_file = reader_.bytes(2);
    if (method > 1 || other_file != 0 || std::max({offset_size_, length_size_, base_size_, index_size_}) > 8)
      return false;
    const std::string_view source = method == 0 ? file_ : data_;
    const std::uint64_t base = reader_.bytes(base_size_);
    const std::uint64_t extents = reader_.bytes(2);
    for (std::uint64_t i = 0; i < extents; ++i) {
      reader_.bytes(index_size_);
      const std::uint64_t offset = base + reader_.bytes(offset_size_);
      const std::uint64_t length = reader_.bytes(length_size_);
      if (offset < base || offset > source.size() || length > source.size() - offset || length == 0)
        return false;
      // Items that share their bytes again and again are no picture that anybody made.
      taken_ += length;
      if (taken_ > 2 * file_.size()) return false;
      bytes += source.substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(length));
    }
    return true;
  }

  BigEndianReader reader_;
  std::string_view file_;
  std::string_view data_;
  std::uint64_t version_ = 0;
  unsigned offset_size_ = 0;
  unsigned length_size_ = 0;
  unsigned base_size_ = 0;
  unsigned index_size_ = 0;
  std::uint64_t count_ = 0;
  std::uint64_t taken_ = 0;
};

bool has_others(const ItemTypes& types) {
  return std::any_of(types.begin(), types.end(), [](const auto& item) { return !is_taken(item.second); });
}

std::optional<std::vector<Box>> meta_boxes(std::string_view file) {
  const auto top = boxes_of(file);
  const auto meta = top ? only_box(*top, "meta") : std::nullopt;
  if (!meta || meta->size() < kVersionAndFlags) return std::nullopt;
  return boxes_of(meta->substr(kVersionAndFlags));
}

std::optional<std::uint64_t> largest_picture(const ItemTypes& types,
                                             const std::map<std::uint64_t, std::string>& items) {
  std::optional<std::uint64_t> largest;
  for (const auto& [id, type] : types) {
    if (type != "av01") continue;
    const auto item = items.find(id);
    const auto pixels = item == items.end() ? std::nullopt : av1_pixels(item->second);
    if (!pixels) return std::nullopt;
    largest = std::max(largest.value_or(0), *pixels);
  }
  return largest;
}

}  // namespace

std::optional<std::uint64_t> avif_pixels(std::string_view file) {
  const auto boxes = meta_boxes(file);
  const auto infos = boxes ? only_box(*boxes, "iinf") : std::nullopt;
  const auto locations = boxes ? only_box(*boxes, "iloc") : std::nullopt;
  if (!infos || !locations) return std::nullopt;
  const auto types = item_types(*infos);
  const auto items = Locations(*locations, file, only_box(*boxes, "idat").value_or("")).items();
  if (!types || !items || has_others(*types)) return std::nullopt;
  return largest_picture(*types, *items);
}

bool is_other_avif(std::string_view file) {
  const auto boxes = meta_boxes(file);
  const auto infos = boxes ? only_box(*boxes, "iinf") : std::nullopt;
  const auto types = infos ? item_types(*infos) : std::nullopt;
  return types && has_others(*types);
}

}  // namespace ppc::server

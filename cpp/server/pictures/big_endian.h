// Numbers as file formats write them, the most significant bit first.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ppc::server {

/// Reads on from where it stopped. After a read beyond the end everything is 0 and is_good() is false: a
/// parser asks once, at its end.
class BigEndianReader {
 public:
  explicit BigEndianReader(std::string_view bytes) : bytes_(bytes) {}

  /// At most 64.
  std::uint64_t bits(unsigned count) {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < count; ++i) value = value << 1 | bit();
    return value;
  }
  std::uint64_t bytes(unsigned count) { return bits(8 * count); }
  bool flag() { return bit() != 0; }
  bool is_good() const { return is_good_; }

 private:
  unsigned bit() {
    if (at_ / 8 >= bytes_.size()) is_good_ = false;
    if (!is_good_) return 0;
    const unsigned value = static_cast<std::uint8_t>(bytes_[at_ / 8]) >> (7 - at_ % 8) & 1U;
    ++at_;
    return value;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;  // in bits
  bool is_good_ = true;
};

}  // namespace ppc::server

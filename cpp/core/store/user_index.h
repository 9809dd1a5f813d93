// Users by id, each with the slots of its variants. An open-addressing table of 32-bit numbers over a dense
// list: no node and no second copy of the id per user.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.h"

namespace ppc {

inline constexpr std::size_t kVariantCount = 4;
inline constexpr Slot kNoSlot = std::numeric_limits<Slot>::max();

/// 0 to 3 for 64, 128, 256 and 512; any other size counts as the next larger of these, or as 512.
std::size_t variant_index(Variant variant);
Variant variant_at(std::size_t index);

struct User {
  std::string id;
  std::array<Slot, kVariantCount> slots{kNoSlot, kNoSlot, kNoSlot, kNoSlot};
};

class UserIndex {
 public:
  /// The number of that user, a new one when needed. Numbers are dense, from 0.
  std::uint32_t intern(std::string_view id);
  std::optional<std::uint32_t> find(std::string_view id) const;
  User& user(std::uint32_t number) { return users_[number]; }
  const User& user(std::uint32_t number) const { return users_[number]; }

 private:
  std::size_t place_of(std::string_view id) const;
  void grow();

  std::vector<User> users_;
  std::vector<std::uint32_t> table_;  // user number + 1; 0: free; the size is a power of two
};

}  // namespace ppc

#include "core/store/user_index.h"

#include <functional>

namespace ppc {

std::size_t variant_index(Variant variant) {
  std::size_t index = 0;
  while (index + 1 < kVariantCount && variant_at(index) < variant) ++index;
  return index;
}

Variant variant_at(std::size_t index) { return static_cast<Variant>(64u << index); }

std::uint32_t UserIndex::intern(std::string_view id) {
  if ((users_.size() + 1) * 3 > table_.size() * 2) grow();
  const std::size_t place = place_of(id);
  if (table_[place] == 0) {
    users_.emplace_back().id = id;
    table_[place] = static_cast<std::uint32_t>(users_.size());
  }
  return table_[place] - 1;
}

std::optional<std::uint32_t> UserIndex::find(std::string_view id) const {
  if (table_.empty()) return std::nullopt;
  const std::uint32_t entry = table_[place_of(id)];
  if (entry == 0) return std::nullopt;
  return entry - 1;
}

// Where the id is, or the free place where it belongs.
std::size_t UserIndex::place_of(std::string_view id) const {
  const std::size_t mask = table_.size() - 1;
  std::size_t place = std::hash<std::string_view>{}(id)&mask;
  while (table_[place] != 0 && users_[table_[place] - 1].id != id) place = (place + 1) & mask;
  return place;
}

void UserIndex::grow() {
  table_.assign(table_.empty() ? 64 : table_.size() * 2, 0);
  for (std::uint32_t number = 0; number < users_.size(); ++number) {
    table_[place_of(users_[number].id)] = number + 1;
  }
}

}  // namespace ppc

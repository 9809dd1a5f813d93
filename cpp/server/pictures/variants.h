// The sizes in which every picture is kept.
#pragma once

#include <array>

#include "core/base/types.h"

namespace ppc::server {

/// Edge lengths in pixels, the smallest first.
inline constexpr std::array<Variant, 4> kVariants = {64, 128, 256, 512};

/// One value for each size, in the order of kVariants.
template <class T>
using PerVariant = std::array<T, kVariants.size()>;

/// Place of a size in kVariants; `variant` is one of them.
constexpr std::size_t index_of(Variant variant) {
  std::size_t index = 0;
  while (kVariants[index] != variant) ++index;
  return index;
}

}  // namespace ppc::server

// A short mark by which a URL or version is recognised again without keeping it.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace ppc {

/// Never 0.
inline std::size_t text_mark(std::string_view text) { return std::hash<std::string_view>{}(text) | 1u; }

}  // namespace ppc

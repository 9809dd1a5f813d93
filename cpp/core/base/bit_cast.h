// std::bit_cast, which the standard library of Emscripten 3.1.6 lacks.
#pragma once

namespace ppc {

/// The value of type To with the bits of `value`; both have the same size.
template <typename To, typename From>
constexpr To bit_cast(const From& value) {
  static_assert(sizeof(To) == sizeof(From));
  return __builtin_bit_cast(To, value);
}

}  // namespace ppc

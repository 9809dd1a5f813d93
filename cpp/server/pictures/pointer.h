// What says which stored objects are a user's picture: the note of one object, the pointer. Replacing it is
// what publishes a picture, all its sizes at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/base/result.h"
#include "server/pictures/variants.h"

namespace ppc::server {

/// Letters and digits of an edition's name: by chance, 119 bits.
inline constexpr std::size_t kEditionSize = 20;

struct PublishedVariant {
  std::string version;  // of the variant's object
  std::uint64_t bytes = 0;
  bool operator==(const PublishedVariant&) const = default;
};

struct Pointer {
  std::string edition;   // one upload's sizes; no two uploads share one
  std::string previous;  // edition kept for URLs that were signed before; empty for the first picture
  PerVariant<PublishedVariant> variants;
  bool operator==(const Pointer&) const = default;
};

/// "1 <edition> <previous, or -> <bytes>:<version> ..." with one pair for each size, the smallest first.
/// kUnavailable when a version is not what a note can hold: 1 to 128 printable characters without a space.
Result<std::string> format_pointer(const Pointer& pointer);
/// Nothing for everything that format_pointer() does not write.
std::optional<Pointer> parse_pointer(std::string_view note);

/// "users/<hash>/<edition>/<size>.webp" for the pointer "users/<hash>/current".
std::string variant_key(std::string_view pointer_key, std::string_view edition, Variant variant);

}  // namespace ppc::server
